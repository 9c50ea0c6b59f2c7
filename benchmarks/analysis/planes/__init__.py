"""Analysis of information planes: points, gaps to exact values, falls under noise, and gradient phases."""
