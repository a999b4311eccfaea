"""What people type, press and see: a desk for each subject behind one front desk."""
