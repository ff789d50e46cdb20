"""What things cost, beside a control in the same run: `make bench`, or `python -m benchmarks.search`."""

import sys
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "platform"))
