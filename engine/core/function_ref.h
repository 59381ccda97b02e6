// A reference to something callable: code that calls back is compiled once, not for every caller.
// SPDX-License-Identifier: MIT
#pragma once

#include <type_traits>

namespace vram {

template <class Signature>
class FunctionRef;

/// Refers to a callable without owning it; valid while the callable lives, a call's argument for
/// the length of the call.
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <class Callable>
  requires(!std::is_same_v<Callable, FunctionRef>)
      FunctionRef(const Callable& callable)  // NOLINT(google-explicit-constructor)
      : object_(&callable), call_([](const void* object, Arguments... arguments) -> Result {
          return (*static_cast<const Callable*>(object))(arguments...);
        }) {}

  Result operator()(Arguments... arguments) const { return call_(object_, arguments...); }

 private:
  const void* object_;
  Result (*call_)(const void*, Arguments...);
};

}  // namespace vram
