import sys

from luodi.cli import main

sys.exit(main())
