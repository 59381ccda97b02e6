# Finds Emscripten's own CMake toolchain from the emcc on PATH, so that plain presets work.
find_program(VRAM_EM_CONFIG em-config)
if(VRAM_EM_CONFIG)
  execute_process(
    COMMAND ${VRAM_EM_CONFIG} EMSCRIPTEN_ROOT
    OUTPUT_VARIABLE VRAM_EMSCRIPTEN_ROOT
    OUTPUT_STRIP_TRAILING_WHITESPACE)
else()
  find_program(VRAM_EMCC emcc)
  if(NOT VRAM_EMCC)
    message(FATAL_ERROR "No emcc on PATH. scripts/setup.sh installs it or says how to.")
  endif()
  file(REAL_PATH ${VRAM_EMCC} VRAM_EMCC)
  cmake_path(GET VRAM_EMCC PARENT_PATH VRAM_EMSCRIPTEN_ROOT)
endif()
# Debian keeps Emscripten's node modules where node does not look by itself.
if(EXISTS /usr/share/nodejs AND NOT DEFINED ENV{NODE_PATH})
  set(ENV{NODE_PATH} /usr/share/nodejs)
endif()
include(${VRAM_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake)
