# Third-party sources, pinned. Where third_party/<name> exists (scripts/fetch_sources.sh brings it
# from the distribution's archive) it is used; elsewhere the same release is fetched from upstream.
include(FetchContent)

foreach(name imgui catch2 nlohmann_json)
  string(TOUPPER ${name} upper)
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/third_party/${name} AND NOT FETCHCONTENT_SOURCE_DIR_${upper})
    set(FETCHCONTENT_SOURCE_DIR_${upper} ${CMAKE_CURRENT_SOURCE_DIR}/third_party/${name})
  endif()
endforeach()

# SOURCE_SUBDIR names a folder without a CMakeLists.txt: the sources are wanted, not their builds.
FetchContent_Declare(
  imgui
  GIT_REPOSITORY https://github.com/ocornut/imgui.git
  GIT_TAG 45acd5e0e82f4c954432533ae9985ff0e1aad6d5 # v1.92.2b
  SOURCE_SUBDIR none)
FetchContent_Declare(
  nlohmann_json
  URL https://github.com/nlohmann/json/archive/refs/tags/v3.11.3.tar.gz
  URL_HASH SHA256=0d8ef5af7f9794e3263480193c491549b2ba6cc74bb018906202ada498a79406
  SOURCE_SUBDIR none)
FetchContent_Declare(
  catch2
  URL https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
  URL_HASH SHA256=c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c
  SOURCE_SUBDIR none)

FetchContent_MakeAvailable(nlohmann_json imgui)
add_library(nlohmann_json INTERFACE)
target_include_directories(nlohmann_json SYSTEM INTERFACE ${nlohmann_json_SOURCE_DIR}/single_include)

if(VRAM_BUILD_TESTS)
  FetchContent_MakeAvailable(catch2)
  add_library(catch2 STATIC EXCLUDE_FROM_ALL ${catch2_SOURCE_DIR}/extras/catch_amalgamated.cpp)
  target_include_directories(catch2 SYSTEM PUBLIC ${catch2_SOURCE_DIR}/extras)
  # The runner itself is not under test; optimised and instrumented it takes minutes to compile.
  target_compile_options(catch2 PRIVATE -O0 -g0 -fno-lto)
  if(VRAM_SANITIZE)
    target_compile_options(catch2 PRIVATE -fno-sanitize=all)
  endif()
endif()
