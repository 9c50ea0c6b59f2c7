VALUES: dict[str, tuple[float, float, float]] = {}
