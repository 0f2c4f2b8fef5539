# R survey on the samples the benchmark wrote: calibrate to the same five margins, the mean of y with its standard error, the
# jackknife. Targets are (size + k) / sum, as in sample.rs.
suppressPackageStartupMessages(library(survey))
folder <- commandArgs(trailingOnly = TRUE)[1]
margins <- c(sexe = 2, age = 5, csp = 8, zone = 5, agglo = 5)

population <- function(rows) {
  totals <- c(`(Intercept)` = rows)
  for (name in names(margins)) {
    size <- margins[[name]]
    shares <- (size + 0:(size - 1)) / sum(size + 0:(size - 1))
    # The first category of each margin is in the intercept.
    totals <- c(totals, setNames(rows * shares[-1], paste0(name, "c", 1:(size - 1))))
  }
  totals
}

told <- function(what, work) {
  seconds <- system.time(result <- force(work))[["elapsed"]]
  cat(sprintf("%-66s %12.3f ms\n", what, seconds * 1000))
  invisible(result)
}

for (rows in c(1000, 10000, 100000, 1000000)) {
  d <- read.csv(file.path(folder, sprintf("poll_%d.csv", rows)), stringsAsFactors = TRUE)
  design <- svydesign(ids = ~1, weights = rep(1, nrow(d)), data = d)
  formula <- ~sexe + age + csp + zone + agglo
  calibrated <- told(sprintf("calibrate, raking, 5 margins, %d rows", rows),
                     calibrate(design, formula, population(rows), calfun = "raking", epsilon = 1e-10, maxit = 100))
  told(sprintf("  svymean with its standard error, %d rows", rows), svymean(~y, calibrated))
  if (rows == 1000) {
    told("jackknife, 1 000 replicates calibrated again", {
      replicates <- as.svrepdesign(design, type = "JK1")
      svymean(~y, calibrate(replicates, formula, population(rows), calfun = "raking", epsilon = 1e-10, maxit = 100))
    })
  }
}
