// ECMA-262 patterns run by RE2, in linear time, as far as RE2 can say the same.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace re2 {
class RE2;
}

namespace core::collections::schema {

// Immutable; safe from any thread.
class Pattern {
public:
    // Refuses what RE2 has no equal for: look-around, back references, unknown escapes. `message` names it.
    static Result<std::unique_ptr<Pattern>> compile(std::string_view ecma);
    ~Pattern();

    bool found(std::string_view text) const; // anywhere in the text, as ECMA-262's test()
    std::string const& source() const { return m_source; }

private:
    Pattern(std::string_view source, std::unique_ptr<re2::RE2> engine);
    std::string m_source;
    std::unique_ptr<re2::RE2> m_engine;
};

// The same pattern in RE2's words; Unicode mode ("u") of ECMA-262.
Result<std::string> re2PatternOf(std::string_view ecma);

} // namespace core::collections::schema
