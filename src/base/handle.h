#pragma once

#include <memory>

namespace jianzai {

// Frees an object of a C library with the function that the library has for it: `Handle<BIGNUM,
// BN_clear_free>`.
template <auto free>
struct FreedBy {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
template <class T, auto free>
using Handle = std::unique_ptr<T, FreedBy<free>>;

}  // namespace jianzai
