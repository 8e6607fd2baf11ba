// Reads our own source files for the tidy test: lines, code without comments and texts, and the texts alone.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace tidy {

struct Source {
    std::string path;                  // from the root
    std::vector<std::string> lines;    // as they are
    std::vector<std::string> code;     // comments and the insides of literals are blanks
    std::vector<std::string> literals; // only the insides of literals
};

// Every .h, .cpp and .mjs file of the named folders, sorted by path; build and node_modules are left out.
std::vector<Source> sourcesIn(std::string const& root, std::vector<std::string> const& folders);
Source sourceOf(std::string path, std::string const& text);

struct Function {
    std::string name;   // what the line before the body begins with
    std::size_t line;   // of the opening brace, from 1
    std::size_t length; // lines between the braces
};

// Finds bodies by their form: a brace alone on its line after a signature, or a line that ends with ") {".
std::vector<Function> functionsIn(Source const& source);

} // namespace tidy
