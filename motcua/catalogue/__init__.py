"""Administrative procedures: versions, cases, required papers, time limits, and who is competent for them."""
