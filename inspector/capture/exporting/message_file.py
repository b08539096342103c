"""One message as a file of its own: its payload, and nothing else."""

from __future__ import annotations

from pathlib import Path

from inspector.capture.exporting.messages import Completion, is_fragment
from inspector.capture.exporting.output import ExportError, written_whole
from inspector.capture.store import Capture


def export_message(capture: Capture, frame_id: int, path: Path) -> int:
    """Write the payload of a frame, or of the whole message that it is a fragment of; gives its bytes.

    The file holds them exactly as they are in the capture: unmasked and inflated. Raises `CaptureError`.
    """
    stored = capture.frame(frame_id)
    if stored is None:
        raise ExportError(f"There is no frame {frame_id} in the capture: choose another.")
    head = stored.frame.head
    ids = [frame_id]
    if not stored.frame.is_http and not head & 0x08 and is_fragment(head):
        row = (stored.id, stored.connection_id, *stored.frame)
        ids = Completion(capture, capture.last_id).ids_of(row)
    written = 0
    with written_whole(path, capture.path) as out:
        for one in ids:
            part = stored if one == frame_id else capture.frame(one)
            if part is not None:
                written += out.write(part.frame.payload)
    return written
