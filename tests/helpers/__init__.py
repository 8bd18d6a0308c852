"""What tests of several folders build with, drive with and read with."""
