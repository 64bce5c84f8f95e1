"""What is the release on this page? File -> reader -> boilerplate -> parts -> dates, entities."""
