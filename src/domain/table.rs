//! Tables: each question of the plan, total and by each break, with nets, bases and intervals. Not yet fit to leave:
//! only `disclosure` makes what may.
