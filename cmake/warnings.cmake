# Warnings for this project's own code; third-party code is included as SYSTEM and stays quiet.
add_library(vram_warnings INTERFACE)
target_compile_options(
  vram_warnings
  INTERFACE
    -Wall
    -Wextra
    -Wpedantic
    -Wconversion # a narrowed number is a wrong number
    -Wsign-conversion
    -Wshadow
    -ffp-contract=off # fused operations would give other bytes on other machines
    $<$<BOOL:${VRAM_WARNINGS_AS_ERRORS}>:-Werror>)
