"""SpamAssassin itself, asked which of its rules a message hits: its library in one process, without network and Bayes."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

RULES = (Path("/usr/share/spamassassin"), Path("/etc/spamassassin"))

# It reads messages, each behind a line that says how many octets it has, and prints the names of the rules that each hits.
_ASK = r"""
use strict; use warnings;
use JSON::PP; use Mail::SpamAssassin; use POSIX ();
my ($rules, $site, $home) = @ARGV;
if ($> == 0) { my @nobody = getpwnam("nobody"); POSIX::setgid($nobody[3]); POSIX::setuid($nobody[2]); }
my $asked = Mail::SpamAssassin->new({
  rules_filename => $rules, site_rules_filename => $site, userprefs_filename => "/dev/null", dont_copy_prefs => 1,
  local_tests_only => 1, userstate_dir => $home, home_dir_for_helpers => $home,
  post_config_text => "use_bayes 0\n",
});
$asked->init(1);
binmode STDIN; $| = 1;
while (defined(my $length = <STDIN>)) {
  read(STDIN, my $octets, $length);
  my $message = $asked->parse($octets, 1);
  my $status = $asked->check($message);
  my %hit = map { $_ => 1 } split(/,/, $status->get_names_of_tests_hit), split(/,/, $status->get_names_of_subtests_hit);
  print JSON::PP->new->canonical->encode([sort keys %hit]), "\n";
  $status->finish; $message->finish;
}
"""


class Asking:
    """A process of SpamAssassin that reads messages while the test goes on.

    Args:
        messages: All that it is asked about.
    """

    def __init__(self, messages: Sequence[bytes]) -> None:
        """Start it."""
        perl = shutil.which("perl")
        assert perl is not None, "spamassassin brings perl"
        self._count = len(messages)
        self._given = tempfile.TemporaryFile()  # noqa: SIM115  # closed when the answers are read
        for message in messages:
            self._given.write(b"%d\n%s" % (len(message), message))
        self._given.seek(0)
        self._told = tempfile.TemporaryFile()  # noqa: SIM115  # same
        self._home = tempfile.TemporaryDirectory()
        Path(self._home.name).chmod(0o777)  # for the user that it becomes
        command = [perl, "-e", _ASK, *map(str, RULES), self._home.name]
        self._process = subprocess.Popen(command, stdin=self._given, stdout=self._told)

    def answers(self) -> list[set[str]]:
        """Give the names of the rules that each message hits, when all are read."""
        with self._given, self._told, self._home:
            assert self._process.wait() == 0
            self._told.seek(0)
            found = [set(json.loads(line)) for line in self._told]
        assert len(found) == self._count
        return found


def rule_files() -> dict[str, str]:
    """Give the rules that Debian installs, by file, in the order in which they count."""
    return {
        str(file): file.read_text(encoding="latin-1")
        for folder in RULES
        for file in sorted(folder.glob("*.cf"))
    }
