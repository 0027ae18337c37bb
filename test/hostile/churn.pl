# Process 1 of a PID namespace of its own: a listener that is handed from process to process, among processes that come and go and use
# its pids again. Then runs the command in its arguments, and ends with all of them.
use strict;
use warnings;
use POSIX qw(:sys_wait_h);
use Socket;

# Pids that are free: few, so that each is soon another's. The processes of the command take some of them for good.
my $PIDS = 500;
open(my $max, '>', '/proc/sys/kernel/pid_max') or die "pid_max: $!";
print $max $PIDS;
close($max) or die "pid_max: $!";

# Perl has no sendmsg(2): struct msghdr with one byte and one control message, of a 64 bit system. The numbers of the calls are those of
# x86-64, or of arm64.
my ($SENDMSG, $RECVMSG) = (POSIX::uname())[4] eq 'x86_64' ? (46, 47) : (211, 212);
# What the structures point to has to stay where it is.
my $byte = 'x';
my $vector = pack('PQ', $byte, 1);
my $control = '';

sub listener {
  my ($port) = @_;
  socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
  bind($socket, sockaddr_in($port, INADDR_ANY)) or die "bind: $!";
  listen($socket, 5) or die "listen: $!";
  return $socket;
}

sub nap { select(undef, undef, undef, $_[0]) }

# Each holder leaves the socket to its child and ends.
sub pass_on_by_fork {
  my $socket = listener(8080);
  $0 = 'by-fork';
  while (1) {
    my $child = fork;
    exit 0 if $child;
    nap(0.0002 + rand(0.002));
  }
}

# Its holder stays, and starts others that have the socket for a moment.
sub share {
  my $socket = listener(8081);
  $0 = 'sharing';
  while (1) {
    my $child = fork;
    exit 0 if defined $child && $child == 0;
    waitpid($child, 0) if $child;
  }
}

# Two processes that send each other the socket (SCM_RIGHTS, unix(7)): the one that sent it has it no more.
sub pass_on_by_message {
  my $socket = listener(8082);
  socketpair(my $one, my $other, AF_UNIX, SOCK_DGRAM, 0) or die "socketpair: $!";
  $0 = 'by-message';
  my $has = fork;
  my $peer = $has ? $one : $other;
  $has ? send_socket($peer, fileno $socket) : close($socket);
  while (1) { send_socket($peer, receive_socket($peer)) }
}

sub header { pack('QLx4PQPQLx4', 0, 0, $vector, 1, $control, length $control, 0) }

sub send_socket {
  my ($peer, $fd) = @_;
  $control = pack('QllLx4', 20, SOL_SOCKET, 1, $fd);
  my $header = header();
  syscall($SENDMSG, fileno $peer, $header, 0) == 1 or die "sendmsg: $!";
  POSIX::close($fd);
}

sub receive_socket {
  my ($peer) = @_;
  $control = "\0" x 24;
  my $header = header();
  syscall($RECVMSG, fileno $peer, $header, 0) == 1 or die "recvmsg: $!";
  return unpack('x16L', $control);
}

sub come_and_go {
  $0 = 'passing';
  while (1) {
    my $child = fork;
    exit 0 if defined $child && $child == 0;
    waitpid($child, 0) if $child;
  }
}

my @started = map { my $work = $_; fork || $work->() } (\&pass_on_by_fork, \&share, \&pass_on_by_message, \&come_and_go, \&come_and_go);
# Whoever ends as an orphan is process 1's to wait for.
my $command = fork || exec @ARGV;
while ((my $pid = wait) > 0) { exit($? >> 8) if $pid == $command }
