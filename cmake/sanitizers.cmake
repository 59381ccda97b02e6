# Memory and undefined-behaviour checks, for everything in the build including dependencies.
if(VRAM_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# Every call and comparison tells the fuzzer what an input reached.
if(VRAM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
