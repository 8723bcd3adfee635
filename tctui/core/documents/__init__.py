"""What stands in a document, as records without any drawing: agreement, consent, presentation of a plan."""
