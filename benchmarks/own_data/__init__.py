"""A person's own data: files of columns, the columns that are x and y, and the audit of estimators on a fitted twin."""
