"""Forms, answers and views of cases."""
