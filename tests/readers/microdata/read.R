# Reads the SPSS file with haven, runs the R script of the wave, and compares both, value for value and label for label.
suppressPackageStartupMessages(library(haven))
wave <- commandArgs(trailingOnly = TRUE)[1]
sav <- read_sav(paste0(wave, ".sav"), user_na = TRUE)
source(paste0(wave, ".R"), encoding = "UTF-8")
stopifnot(identical(names(sav), names(donnees)), nrow(sav) == nrow(donnees))
for (name in names(sav)) {
  spss <- sav[[name]]
  script <- donnees[[name]]
  if (inherits(spss, "haven_labelled_spss")) {
    stopifnot(inherits(script, "haven_labelled_spss"))
    sorted <- function(of) { labels <- attr(of, "labels"); labels[order(labels)] }
    stopifnot(identical(sorted(spss), sorted(script)))
    stopifnot(all(attr(spss, "na_range") == attr(script, "na_range")))
    stopifnot(all(is.na(spss) == is.na(script)))
  }
  if (is.character(spss)) {
    # SPSS has no text that is not there, and no spaces at the end of one; the CSV guards against formulas.
    script[is.na(script)] <- ""
    script <- sub("[ ]+$", "", sub("^'([=+@-])", "\\1", script))
    spss <- as.character(spss)
    script <- as.character(script)
    different <- which(spss != script)
    if (length(different) > 0) stop(name, ": « ", spss[different[1]], " » and « ", script[different[1]], " »")
  } else {
    a <- as.numeric(unclass(spss))
    b <- as.numeric(unclass(script))
    stopifnot(identical(is.na(a), is.na(b)), all(abs(a - b) <= 1e-12 * abs(a), na.rm = TRUE))
  }
}
stopifnot(all(unlist(multiples) %in% names(sav)))
stopifnot(sum(sav$WEIGHT) > 0)
cat("all the same\n")
