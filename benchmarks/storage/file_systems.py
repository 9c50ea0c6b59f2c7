"""Whether a file lies on a network file system, where SQLite's write-ahead log does not work."""

import re
from pathlib import Path

_MOUNTS = Path("/proc/mounts")  # Linux has it; elsewhere every file system counts as local
_NETWORK = (
    "9p afs beegfs ceph cifs davfs fuse.ceph fuse.glusterfs fuse.s3fs fuse.sshfs glusterfs gpfs lustre ncpfs nfs nfs4 "
    "ocfs2 orangefs pvfs2 smb3 smbfs virtiofs"
)


def is_on_network(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Whether the file system of a path is one that several hosts share; False if the system does not report it.

    Parameters
    ----------
    path : Path
    mounts : Path
        The table of mounted file systems, with one line for each: device, folder, type, and more.
    """
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    place, kind = path.resolve(), ""
    longest = -1
    for _, name, found, *_ in map(str.split, lines):
        folder = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), name))  # a space is written \040
        if place.is_relative_to(folder) and len(folder.parts) >= longest:  # of two at one folder, the later hides the other
            longest, kind = len(folder.parts), found
    return kind in _NETWORK.split()
