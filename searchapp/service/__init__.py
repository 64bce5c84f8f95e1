"""What can be asked of the program? All that the web and the command line call."""
