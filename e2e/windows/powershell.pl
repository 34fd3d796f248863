#!/usr/bin/perl
# As much of PowerShell as the stories need: it keeps its arguments, and does what the scripts of the provisioners are for.
use strict;
use warnings;

my $records = '/tmp/records';
record("powershell @ARGV");
my %env;
my $command = "@ARGV";
if ($command =~ /-file (.*)$/) { run_file($1 =~ s/^"|"$//gr) }
if ($command =~ /GetHostName/) { print "WIN-E2E restarted.\r\n"; exit 0 }
if (my @tests = $command =~ /Test-Path/g) { print answer("registry") for @tests; exit 0 }
if ($command =~ /\. '(.*?)'; & '(.*?)'/) { read_environment(slurp($1)); run_file($2) }
die "not understood: $command\n";

sub run_file {
  my ($path) = @_;
  my $script = slurp($path);
  record("file $path", $script) if $path =~ /script-|\.ps1$/ && $path !~ /elevated/;
  if ($script =~ /^\$paths = (.*)$/m) { unlink unquote($1); exit 0 }
  if ($script =~ /'\/s \/c "' \+ '((?:[^']|'')*)' \+/) {
    my ($inner) = unquote("'$1'");
    ($ENV{RUN_AS}) = unquote($script =~ /^\$user = (.*)$/m);
    my $status = system('sh', '-c', $inner) >> 8;
    unlink $path;
    exit $status;
  }
  read_environment($script);
  for my $line (split /\r?\n/, $script) {
    print "$1\n" if $line =~ /^Write-Output '(.*)'$/;
    print +($env{$1} // '') . "\n" if $line =~ /^Write-Output \$env:(\w+)$/;
    print +($ENV{RUN_AS} // 'builder') . "\n" if $line =~ /^whoami$/;
    exit $1 if $line =~ /^exit (\d+)$/ && $line ne 'exit 1';
  }
  exit 0;
}

sub read_environment {
  my ($text) = @_;
  while ($text =~ /\$env:(\w+)="((?:`.|[^`"])*)"; /g) {
    my ($name, $value) = ($1, $2);
    $env{$name} = $value =~ s/`(.)/$1/gr;
  }
}

sub unquote { map { s/''/'/gr } $_[0] =~ /'((?:[^']|'')*)'/g }

sub slurp {
  my ($path) = @_;
  open my $file, '<', $path or die "$path: $!\n";
  local $/;
  return <$file>;
}

# The first line of the file of answers, which goes; "False" when there is none left.
sub answer {
  my ($name) = @_;
  open my $file, '<', "/tmp/$name" or return "False\r\n";
  my @lines = <$file>;
  my $first = shift @lines // "False\n";
  open my $rest, '>', "/tmp/$name" or die;
  print $rest @lines;
  return $first;
}

sub record {
  open my $file, '>>', $records or die;
  print $file join("\n", @_), "\n";
}
