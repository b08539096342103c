"""What the bundled program does before anything else."""

import os
import signal

# Ctrl-C ends the process without a word until the program decides otherwise: an exception that is raised amid
# the hooks after this one would be told with its traceback, and Qt's bindings abort over it.
if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

# The bootloader points the dynamic linker at the bundle's libraries, which has had its effect by now.
# Programs that are started from here, such as the browser that opens a link, must find their own.
if "LD_LIBRARY_PATH_ORIG" in os.environ:
    os.environ["LD_LIBRARY_PATH"] = os.environ.pop("LD_LIBRARY_PATH_ORIG")
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
