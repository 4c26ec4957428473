// SPDX-License-Identifier: GPL-2.0-only
// Values as bytes and back, between two processes of the same program: numbers, enums, strings,
// containers, and plain structs of these. Decoding trusts nothing: whatever the bytes are, it reads
// none but them, takes bounded memory, and gives a value that its type allows, or says why not.
#pragma once

#include "harness/process/members.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dma_verify::process {

// Why bytes are no value of a type, in words.
struct Unreadable {
  std::string why;
};

// Memory that the elements of one decoded value may take: they may be larger than their encoding.
inline constexpr std::size_t kMostDecodedBytes = std::size_t{256} << 20U;

// To be specialised for a struct whose members the compiler cannot list: visit_all(value, visit)
// calls visit(member, ...) once, of all members.
template <class T> struct Members {};

namespace detail {

template <class T, class Visit> void visit_members(T &value, const Visit &visit) {
  using Listed = Members<std::remove_const_t<T>>;
  if constexpr (requires { Listed::visit_all(value, visit); }) {
    Listed::visit_all(value, visit);
  } else {
    with_members(value, visit);
  }
}

// A class around one number: a word of n bits, a word with a unit.
template <class T>
concept HoldsValue = requires(const T &number) {
  T(number.value());
};
template <class T>
concept HoldsWord = requires(const T &quantity) {
  T(quantity.word);
};

// Which of 0 to 63 are values of the enum.
template <auto kValue> constexpr bool is_named() {
  const std::string_view signature = __PRETTY_FUNCTION__; // "(Enum)7" if 7 has no name
  return signature.find("kValue = (") == std::string_view::npos;
}
template <class Enum>
constexpr auto kIsEnumerator = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array{is_named<static_cast<Enum>(I)>()...};
}
(std::make_index_sequence<64>());

} // namespace detail

// Writes values one behind the other to memory that is large enough; if that is null, it counts.
class Encoder {
public:
  explicit Encoder(char *to) : to_(to) {}
  [[nodiscard]] std::size_t count() const { return count_; }

  template <class T> void write(const T &value) {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
      bytes(&value, sizeof value);
    } else if constexpr (detail::HoldsWord<T>) {
      write(value.word);
    } else {
      detail::visit_members(value, [this](const auto &...members) { (this->write(members), ...); });
    }
  }
  template <class T>
  requires detail::HoldsValue<T>
  void write(const T &number) { write(number.value()); }
  template <class R, class P> void write(const std::chrono::duration<R, P> &duration) {
    write(duration.count());
  }
  void write(const std::string &text) {
    write(text.size());
    bytes(text.data(), text.size());
  }
  template <std::size_t kSize> void write(const char (&text)[kSize]) { bytes(text, kSize); }
  template <class T> void write(const std::vector<T> &list) {
    write(list.size());
    for (const T &element : list)
      write(element);
  }
  template <class T, std::size_t kSize> void write(const std::array<T, kSize> &list) {
    for (const T &element : list)
      write(element);
  }
  template <class K, class V> void write(const std::map<K, V> &map) {
    write(map.size());
    for (const auto &[key, value] : map) {
      write(key);
      write(value);
    }
  }
  template <class T> void write(const std::optional<T> &value) {
    write(value.has_value());
    if (value)
      write(*value);
  }
  template <class... T> void write(const std::variant<T...> &value) {
    write(static_cast<std::uint8_t>(value.index()));
    std::visit([this](const auto &alternative) { this->write(alternative); }, value);
  }

private:
  void bytes(const void *from, std::size_t count) {
    if (to_ != nullptr)
      std::memcpy(to_ + count_, from, count);
    count_ += count;
  }

  char *to_;
  std::size_t count_ = 0;
};

// Reads values one behind the other. After the first that cannot be, all are default values.
class Decoder {
public:
  explicit Decoder(std::string_view from) : from_(from) {}
  [[nodiscard]] std::size_t left() const { return from_.size(); }
  [[nodiscard]] const char *failure() const { return failure_; } // null: none

  template <class T> void read(T &value) {
    if constexpr (std::is_enum_v<T>) {
      read_enum(value);
    } else if constexpr (std::is_arithmetic_v<T>) {
      read_number(value);
    } else if constexpr (detail::HoldsWord<T>) {
      read(value.word);
    } else {
      detail::visit_members(value, [this](auto &...members) { (this->read(members), ...); });
    }
  }
  template <class T>
  requires detail::HoldsValue<T>
  void read(T &number) {
    auto value = number.value();
    read_number(value);
    number = T(value);
    if constexpr (requires { number.is_valid(); }) {
      if (!number.is_valid())
        fail("a value that its type does not have");
    }
  }
  template <class R, class P> void read(std::chrono::duration<R, P> &duration) {
    R count{};
    read_number(count);
    duration = std::chrono::duration<R, P>(count);
  }
  void read(std::string &text) {
    text = from_.substr(0, read_count(1));
    from_.remove_prefix(text.size());
  }
  template <std::size_t kSize> void read(char (&text)[kSize]) { // and it ends there
    for (char &letter : text)
      read_number(letter);
    text[kSize - 1] = '\0';
  }
  template <class T> void read(std::vector<T> &list) {
    list.resize(read_count(sizeof(T)));
    for (T &element : list)
      read(element);
  }
  template <class T, std::size_t kSize> void read(std::array<T, kSize> &list) {
    for (T &element : list)
      read(element);
  }
  template <class K, class V> void read(std::map<K, V> &map) {
    for (std::size_t count = read_count(sizeof(K) + sizeof(V) + 64); count != 0; --count) {
      K key{};
      read(key);
      read(map[key]);
    }
  }
  template <class T> void read(std::optional<T> &value) {
    bool present = false;
    read_number(present);
    if (present)
      read(value.emplace());
  }
  template <class... T> void read(std::variant<T...> &value) {
    std::uint8_t index = 0;
    read_number(index);
    if (index >= sizeof...(T))
      return fail("a choice that there is not");
    std::size_t i = 0;
    (void)((i++ == index && (read(value.template emplace<T>()), true)) || ...);
  }

private:
  template <class T> void read_number(T &value) {
    if (from_.size() < sizeof value)
      return fail("cut short");
    std::array<char, sizeof value> raw{};
    std::memcpy(raw.data(), from_.data(), sizeof value);
    from_.remove_prefix(sizeof value);
    if constexpr (std::is_same_v<T, bool>) {
      if (raw[0] != 0 && raw[0] != 1)
        return fail("a truth value that is neither");
    }
    std::memcpy(&value, raw.data(), sizeof value);
  }
  template <class T> void read_enum(T &value) {
    std::underlying_type_t<T> number{};
    read_number(number);
    const auto place = static_cast<std::size_t>(number);
    if (place >= detail::kIsEnumerator<T>.size() || !detail::kIsEnumerator<T>[place])
      return fail("a value that its type does not have");
    value = static_cast<T>(number);
  }
  // Of elements that take so much memory each.
  std::size_t read_count(std::size_t bytes_each) {
    std::size_t count = 0;
    read_number(count);
    if (count > from_.size()) { // each takes a byte or more
      fail("cut short");
    } else if (count > memory_ / bytes_each) {
      fail("too large");
    } else {
      memory_ -= count * bytes_each;
      return count;
    }
    return 0;
  }
  void fail(const char *failure) {
    failure_ = failure_ != nullptr ? failure_ : failure;
    from_ = {};
  }

  std::string_view from_;
  std::size_t memory_ = kMostDecodedBytes;
  const char *failure_ = nullptr;
};

template <class T> std::string encode(const T &value) {
  Encoder counter(nullptr);
  counter.write(value);
  std::string bytes(counter.count(), '\0');
  Encoder(bytes.data()).write(value);
  return bytes;
}

template <class T> std::variant<T, Unreadable> decode(std::string_view bytes) {
  Decoder decoder(bytes);
  T value{};
  decoder.read(value);
  if (decoder.failure() == nullptr && decoder.left() != 0)
    return Unreadable{"longer than its value"};
  if (decoder.failure() != nullptr)
    return Unreadable{decoder.failure()};
  return value;
}

} // namespace dma_verify::process
