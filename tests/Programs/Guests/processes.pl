# Processes, pipes, sockets, signals and files of Perl. Argument: an empty directory.
use strict;
use warnings;
use IPC::Open3;
use IPC::Open2;
use IO::Socket::INET;
use IO::Socket::UNIX;
use IO::Select;
use File::Temp qw(tempfile);
use File::Find;
use File::Copy;
use POSIX qw(:sys_wait_h :signal_h);
use Socket;
use Fcntl qw(:flock :mode);
use Time::HiRes qw(sleep time);
use Symbol 'gensym';

$| = 1;
my $directory = shift;

# Children and what becomes of them.
my @children;
for my $n (1 .. 5) {
    my $pid = fork() // die "fork: $!";
    if ($pid == 0) { exit($n * 3); }
    push @children, $pid;
}
print "status ", join(' ', map { waitpid($_, 0); $? >> 8 } @children), "\n";
print "none left ", waitpid(-1, WNOHANG), "\n";
my $pid = fork();
if (!$pid) { kill 'TERM', $$; sleep 10; exit 0; }
waitpid($pid, 0);
print "signal ", $? & 127, "\n";

# Pipes.
pipe(my $reader, my $writer) or die;
if (!($pid = fork())) { close $reader; print $writer "line $_\n" for 1 .. 1000; close $writer; exit 0; }
close $writer;
my @lines = <$reader>;
waitpid($pid, 0);
print scalar(@lines), " lines, the last is $lines[-1]";
print "backquotes ", `echo one; echo two`, "status $?\n";
print "system ", system('sh', '-c', 'exit 3') >> 8, "\n";
open(my $sort, '-|', "printf 'c\\nb\\na\\n' | sort") or die; print "sorted ", map({ chomp; "$_ " } <$sort>), "\n"; close $sort;
open(my $cat, '|-', 'cat') or die; print $cat "to cat\n"; close $cat;

# Three streams.
my ($in, $out, $err) = (undef, undef, gensym);
$pid = open3($in, $out, $err, 'sh', '-c', 'read line; echo "out $line"; echo "err $line" >&2; exit 5');
print $in "hello\n"; close $in;
my @out = <$out>; my @err = <$err>;
waitpid($pid, 0);
print @out, @err, "open3 ", $? >> 8, "\n";
$pid = open2(my $answers, my $questions, 'tr', 'a-z', 'A-Z');
print $questions "question\n"; close $questions;
print <$answers>; waitpid($pid, 0);

# Sockets.
my $server = IO::Socket::INET->new(Listen => 5, LocalAddr => '127.0.0.1', Proto => 'tcp', ReuseAddr => 1) or die "listen: $!";
my $port = $server->sockport;
my @clients;
for my $n (1 .. 4) {
    next if push(@clients, $pid = fork()) && $pid;
    my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Proto => 'tcp') or exit 1;
    print $socket "client $n\n" x 100;
    $socket->shutdown(1);
    my $got = 0;
    $got++ while <$socket>;
    exit($got == 100 ? 0 : 2);
}
my $select = IO::Select->new($server);
my ($served, $heard) = (0, 0);
while ($served < 4) {
    for my $ready ($select->can_read(20)) {
        if ($ready == $server) { $select->add(scalar $server->accept); next; }
        if (defined(my $line = <$ready>)) { $heard++; print $ready $line; next; }
        $select->remove($ready); close $ready; $served++;
    }
}
waitpid($_, 0), print "client ", $? >> 8, "\n" for @clients;
print "heard $heard\n";
socketpair(my $one, my $two, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die;
syswrite $one, "through a pair"; sysread $two, my $buffer, 100; print "$buffer\n";
my $path = "$directory/socket";
my $local = IO::Socket::UNIX->new(Local => $path, Listen => 1) or die;
if (!($pid = fork())) { my $s = IO::Socket::UNIX->new(Peer => $path) or exit 1; print $s "unix\n"; exit 0; }
my $peer = $local->accept; print "over ", scalar <$peer>; waitpid($pid, 0);
print "socket file ", (-S $path ? 1 : 0), "\n";

# Signals.
my $alarms = 0;
$SIG{ALRM} = sub { $alarms++; };
alarm 1; my $slept = select(undef, undef, undef, 10); print "alarm $alarms\n";
eval { local $SIG{ALRM} = sub { die "timeout\n" }; Time::HiRes::alarm(0.05); sleep 10; }; print "eval $@";
my @order;
$SIG{USR1} = sub { push @order, 'USR1' };
my $set = POSIX::SigSet->new(SIGUSR1);
sigprocmask(SIG_BLOCK, $set); kill 'USR1', $$; push @order, 'blocked'; sigprocmask(SIG_UNBLOCK, $set);
print "@order\n";
my $reaped = 0;
$SIG{CHLD} = sub { while ((my $p = waitpid(-1, WNOHANG)) > 0) { $reaped++ } };
for (1 .. 10) { next if fork(); exit 0; }
my $end = time + 20; sleep 0.01 while $reaped < 10 && time < $end;
print "reaped $reaped\n";
$SIG{CHLD} = 'DEFAULT';

# Files.
my ($handle, $name) = tempfile(DIR => $directory);
print $handle "temporary\n" x 10; close $handle;
print -s $name, " bytes\n";
copy($name, "$directory/copy") or die; move($name, "$directory/moved") or die;
chmod 0600, "$directory/copy"; printf "%o\n", S_IMODE((stat "$directory/copy")[2]);
symlink 'copy', "$directory/link"; print readlink("$directory/link"), "\n";
mkdir "$directory/sub"; open(my $f, '>', "$directory/sub/file") or die; flock($f, LOCK_EX) or die; print $f "x" x 5000; close $f;
my @found; find(sub { push @found, $File::Find::name =~ s/^\Q$directory\E//r if -f $_ && !-l $_ }, $directory); print join(' ', sort @found), "\n";
opendir(my $d, $directory) or die; print join(' ', sort grep { !/^\./ } readdir $d), "\n";
utime 1000000, 2000000, "$directory/copy"; print join(' ', (stat "$directory/copy")[8, 9]), "\n";
truncate "$directory/copy", 3; print -s "$directory/copy", "\n";
open($f, '<', "$directory/missing") or print "missing: $!\n";
unlink "$directory/link"; print -e "$directory/link" ? "there\n" : "gone\n";
print "name ", (getpwuid($<))[0] // 'none', "\n";
printf "%.4f %s %s\n", sqrt(2), join(',', map { $_ ** 2 } 1 .. 5), scalar reverse 'abc';
exec 'sh', '-c', 'echo replaced; exit 9' or die;
