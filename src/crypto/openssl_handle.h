#pragma once

#include <memory>

namespace jianzai::crypto {

// Frees an object of OpenSSL's with the function that it has for that: `Handle<BIGNUM, BN_clear_free>`.
template <auto free>
struct FreedBy {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
template <class T, auto free>
using Handle = std::unique_ptr<T, FreedBy<free>>;

}  // namespace jianzai::crypto
