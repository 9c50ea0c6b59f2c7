"""Known f-divergences between two distributions, and known f-information of pairs."""
