"""infoplane measures mutual information, and proves how well it measures it."""
