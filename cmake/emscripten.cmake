# How the WebAssembly modules are compiled and linked, each flag with its reason.

set(CMAKE_CXX_FLAGS_RELEASE "-DNDEBUG") # Emscripten's own -O3 would stand beside our -Oz

# For everything in the build, dependencies included: they must agree on these.
add_compile_options(
  $<$<CONFIG:Release>:-Oz> # size is what a visitor waits for
  $<$<CONFIG:Release>:-flto>
  -mbulk-memory # copies as one instruction, not a loop: every browser since 2021
  -fno-exceptions # the engine reports errors as data
  -fno-rtti)
add_compile_definitions(EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0) # Embind without RTTI needs it

# Shared by the engine module and the app.
add_library(vram_web_link INTERFACE)
target_link_options(
  vram_web_link
  INTERFACE
  $<$<CONFIG:Release>:-Oz>
  $<$<CONFIG:Release>:-flto>
  -fno-exceptions
  -mbulk-memory
  -fno-rtti # again at the link: it picks the matching Embind library
  --no-entry
  -sMODULARIZE=1
  -sENVIRONMENT=web # Node gets the bytes from our loader; 3.1.6's own Node loader needs require()
  -sALLOW_MEMORY_GROWTH=1
  -sABORTING_MALLOC=1 # no more memory stops the app with a message: address 0 can be written to
  -sFILESYSTEM=0
  -sDYNAMIC_EXECUTION=0 # no eval, so a strict Content-Security-Policy can hold
  -sMALLOC=emmalloc) # 2.6 KB smaller than dlmalloc

# Programs that only run under Node: tests, the command line, the benchmark.
add_library(vram_node_program INTERFACE)
target_link_options(
  vram_node_program
  INTERFACE
  $<$<CONFIG:Release>:-O2>
  -sENVIRONMENT=node
  -sWASM_ASYNC_COMPILATION=0 # 3.1.6 would fetch() a path under Node 18 and later
  -sALLOW_MEMORY_GROWTH=1
  -sEXIT_RUNTIME=1
  -sNODERAWFS=1
  -sTOTAL_STACK=1048576)
