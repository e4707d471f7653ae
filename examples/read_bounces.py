"""Say which addresses died: a folder, an mbox, an archive, or a single message.

python examples/read_bounces.py PATH
"""

import sys

import mailworthy

for records in mailworthy.read_bounces(sys.argv[1]):
    for record in records:
        if record.hard:
            told = record.as_dict()
            print(record.recipient, told["reason"], told["remedy"], sep="\n  ")
