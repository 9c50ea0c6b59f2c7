"""The commands that train networks and draw their information planes."""
