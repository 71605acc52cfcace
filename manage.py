#!/usr/bin/env python3
"""Same as the console script `motcua`, for tools that expect a manage.py."""

from motcua.config.cli import main

if __name__ == "__main__":
    main()
