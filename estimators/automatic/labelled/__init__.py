"""What measures labels: tables of counts, classifiers, and the distributions that explain them."""
