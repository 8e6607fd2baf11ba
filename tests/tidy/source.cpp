// A small scanner: enough of C++ to tell code, comments and literals apart.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/tidy/source.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tidy {

namespace {

enum class Part { Code, Comment, Literal };

// Tells for each byte what it belongs to. Quotes and comment marks themselves count as code and comment.
class Scanner {
public:
    explicit Scanner(std::string const& text) : m_text{text}, m_parts(text.size(), Part::Code) {}

    std::vector<Part> run()
    {
        while (m_position < m_text.size()) {
            if (starts("//"))
                take(Part::Comment, m_text.find('\n', m_position));
            else if (starts("/*"))
                take(Part::Comment, after("*/", m_position + 2));
            else if (starts("R\"") && !inName())
                takeRaw();
            else if (m_text[m_position] == '"' || (m_text[m_position] == '\'' && !inName()))
                takeQuoted();
            else
                ++m_position;
        }
        return std::move(m_parts);
    }

private:
    bool starts(std::string_view what) const { return m_text.compare(m_position, what.size(), what) == 0; }
    // 1'000 and the R of a longer name are no literals.
    bool inName() const
    {
        return m_position > 0 && std::isalnum(static_cast<unsigned char>(m_text[m_position - 1])) != 0;
    }
    std::size_t after(std::string const& what, std::size_t from) const
    {
        auto const found = m_text.find(what, from);
        return found == std::string::npos ? found : found + what.size();
    }
    void take(Part part, std::size_t end)
    {
        for (end = std::min(end, m_text.size()); m_position < end; ++m_position)
            m_parts[m_position] = part;
    }
    void takeRaw()
    {
        auto const open = m_text.find('(', m_position);
        if (open == std::string::npos) {
            ++m_position;
            return;
        }
        auto const close = ")" + m_text.substr(m_position + 2, open - m_position - 2) + "\"";
        m_position = open + 1;
        auto const end = m_text.find(close, m_position);
        take(Part::Literal, end);
        m_position = std::min(m_text.size(), m_position + close.size());
    }
    void takeQuoted()
    {
        char const quote = m_text[m_position++];
        while (m_position < m_text.size() && m_text[m_position] != quote && m_text[m_position] != '\n')
            take(Part::Literal, m_position + (m_text[m_position] == '\\' ? 2 : 1));
        if (m_position < m_text.size())
            ++m_position;
    }

    std::string const& m_text;
    std::vector<Part> m_parts;
    std::size_t m_position = 0;
};

std::vector<std::string> linesOf(std::string const& text)
{
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

std::string only(std::string const& text, std::vector<Part> const& parts, Part wanted)
{
    auto kept = text;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (parts[i] != wanted && text[i] != '\n')
            kept[i] = ' ';
    return kept;
}

std::string trimmed(std::string const& line)
{
    auto const first = line.find_first_not_of(" \t");
    if (first == std::string::npos)
        return {};
    return line.substr(first, line.find_last_not_of(" \t") - first + 1);
}

bool startsControl(std::string const& line)
{
    for (auto const* word :
         {"if", "for", "while", "switch", "else", "do ", "try", "catch", "}", "namespace", "extern"})
        if (line.starts_with(word))
            return true;
    return false;
}

bool endsSignature(std::string const& line)
{
    return !line.empty() && std::string_view{"{,(=&|;"}.find(line.back()) == std::string_view::npos;
}

bool opensBody(std::vector<std::string> const& code, std::size_t i)
{
    auto const line = trimmed(code[i]);
    if (line == "{")
        return i > 0 && endsSignature(trimmed(code[i - 1])) && !startsControl(trimmed(code[i - 1]));
    bool const isSignature = line.ends_with(") {") || line.ends_with(") const {") ||
                             line.ends_with("override {") || line.ends_with("noexcept {");
    return isSignature && !startsControl(line) && line.find('[') == std::string::npos;
}

std::size_t endOfBody(std::vector<std::string> const& code, std::size_t start)
{
    int depth = 0;
    for (auto i = start; i < code.size(); ++i)
        for (char const letter : code[i]) {
            depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
            if (letter == '}' && depth <= 0)
                return i;
        }
    return code.size();
}

} // namespace

Source sourceOf(std::string path, std::string const& text)
{
    auto const parts = Scanner{text}.run();
    return {.path = std::move(path),
            .lines = linesOf(text),
            .code = linesOf(only(text, parts, Part::Code)),
            .literals = linesOf(only(text, parts, Part::Literal))};
}

std::vector<Source> sourcesIn(std::string const& root, std::vector<std::string> const& folders)
{
    std::vector<Source> sources;
    for (auto const& folder : folders) {
        if (!std::filesystem::exists(root + "/" + folder))
            continue;
        for (auto const& entry : std::filesystem::recursive_directory_iterator{root + "/" + folder}) {
            auto const path = std::filesystem::relative(entry.path(), root).string();
            auto const ending = entry.path().extension();
            bool const isSource = ending == ".h" || ending == ".cpp" || ending == ".mjs";
            if (!entry.is_regular_file() || !isSource || path.find("/node_modules/") != std::string::npos)
                continue;
            std::ifstream file{entry.path(), std::ios::binary};
            std::ostringstream text;
            text << file.rdbuf();
            sources.push_back(sourceOf(path, text.str()));
        }
    }
    std::sort(sources.begin(), sources.end(), [](auto const& a, auto const& b) { return a.path < b.path; });
    return sources;
}

std::vector<Function> functionsIn(Source const& source)
{
    std::vector<Function> functions;
    for (std::size_t i = 0; i < source.code.size(); ++i) {
        if (!opensBody(source.code, i))
            continue;
        auto const end = endOfBody(source.code, i);
        auto name = trimmed(source.code[i]);
        if (name == "{")
            name = trimmed(source.code[i - 1]);
        functions.push_back({.name = name, .line = i + 1, .length = end > i ? end - i - 1 : 0});
        i = std::max(i, end);
    }
    return functions;
}

} // namespace tidy
