"""What the bundled program does before anything else."""

import os

# The bootloader points the dynamic linker at the bundle's libraries, which has had its effect by now.
# Programs that are started from here, such as the browser that opens a link, must find their own.
if "LD_LIBRARY_PATH_ORIG" in os.environ:
    os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
