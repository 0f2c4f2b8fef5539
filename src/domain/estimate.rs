//! Estimates: weighted shares with their variance, interval and effective base.
