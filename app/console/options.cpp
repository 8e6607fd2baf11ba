// Reading and checking of the command line.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/options.h"

#include "ui/api/wipe.h"

#include <QCommandLineParser>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace app {

namespace {

constexpr qint64 kSecretBytesMax = 4096;
constexpr int kSizeMin = 320;
constexpr int kSizeMax = 7680;

Ending usage(QString const& sentence)
{
    return {kExitUsage, "dewar: " + sentence + '\n'};
}

void addOptions(QCommandLineParser& parser)
{
    parser.setApplicationDescription("Dewar: the console of an engine, on this computer or elsewhere.");
    parser.addOptions({
        {{"h", "help"}, "Show this."},
        {{"v", "version"}, "Show the version."},
        {"server", "Address of an engine's admin listener: https://127.0.0.1:8444", "url"},
        {"ca", "The engine's ca.pem: the only authority that is trusted", "file"},
        {"data", "Directory of an engine on this computer", "dir"},
        {"passphrase-file", "File with the passphrase of its vault, closed to others", "file"},
        {"user", "Who signs in", "name"},
        {"password-file", "File with the password, closed to others", "file"},
        {"page", "Page to show first, as keys", "name"},
        {"theme", "dark, light or system", "name"},
        {"size", "Size of the window, as 1440x900", "WxH"},
        {"screens", "Visit every page, save pictures there, and end", "dir"},
        {"ready-file", "Write this file as soon as the first page of an engine is painted", "file"},
    });
}

std::optional<ui::Theme::Choice> themeFrom(QString const& word)
{
    if (word == "dark")
        return ui::Theme::Choice::Dark;
    if (word == "light")
        return ui::Theme::Choice::Light;
    return word == "system" ? std::optional{ui::Theme::Choice::System} : std::nullopt;
}

QSize sizeFrom(QString const& word)
{
    static QRegularExpression const kSize{"^([0-9]{3,4})x([0-9]{3,4})$"};
    auto const match = kSize.match(word);
    QSize const size{match.captured(1).toInt(), match.captured(2).toInt()};
    bool const good =
        match.hasMatch() && size.width() >= kSizeMin && size.height() >= kSizeMin && size.width() <= kSizeMax;
    return good ? size : QSize{};
}

// What does not go together, in one sentence; empty when all is well.
QString clashIn(Options const& options)
{
    if (options.server.isEmpty() != options.authorityFile.isEmpty())
        return "--server and --ca go together";
    if (!options.server.isEmpty() && !options.data.isEmpty())
        return "either --server or --data";
    if (!options.passphraseFile.isEmpty() && options.data.isEmpty())
        return "--passphrase-file goes with --data";
    if (!options.passwordFile.isEmpty() && options.user.isEmpty())
        return "--password-file goes with --user";
    if (options.unattended() &&
        (options.passwordFile.isEmpty() || (options.server.isEmpty() && options.data.isEmpty())))
        return "--screens needs an engine and who signs in: --server or --data, --user and --password-file";
    if (options.unattended() && !options.data.isEmpty() && options.passphraseFile.isEmpty())
        return "--screens with --data needs --passphrase-file: nobody is there to type it";
    return {};
}

} // namespace

std::variant<Options, Ending> readOptions(QStringList const& arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments))
        return usage(parser.errorText());
    if (parser.isSet("help"))
        return Ending{kExitDone, parser.helpText()};
    if (parser.isSet("version"))
        return Ending{kExitDone, "dewar " DEWAR_VERSION "\n"};
    if (!parser.positionalArguments().isEmpty())
        return usage("there are no arguments without a name, but here is " +
                     parser.positionalArguments().first());
    Options options{.server = parser.value("server"),
                    .authorityFile = parser.value("ca"),
                    .data = parser.value("data"),
                    .passphraseFile = parser.value("passphrase-file"),
                    .user = parser.value("user"),
                    .passwordFile = parser.value("password-file"),
                    .page = parser.value("page"),
                    .theme = themeFrom(parser.value("theme")),
                    .size = sizeFrom(parser.value("size")),
                    .screens = parser.value("screens"),
                    .readyFile = parser.value("ready-file")};
    if (parser.isSet("theme") && !options.theme)
        return usage("--theme is dark, light or system");
    if (parser.isSet("size") && !options.size.isValid())
        return usage("--size is like 1440x900");
    if (auto const clash = clashIn(options); !clash.isEmpty())
        return usage(clash);
    return options;
}

std::variant<QString, Ending> readSecretFile(QString const& path)
{
    QFile file{path};
    if (!QFileInfo{path}.isFile() || !file.open(QIODevice::ReadOnly))
        return Ending{kExitFailed, "dewar: cannot read " + path + '\n'};
    auto const open = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (file.permissions() & open)
        return Ending{kExitFailed, "dewar: " + path + " is open to others: chmod 600\n"};
    auto bytes = file.read(kSecretBytesMax);
    auto secret = QString::fromUtf8(bytes.left(bytes.indexOf('\n') < 0 ? bytes.size() : bytes.indexOf('\n')));
    ui::wipe(bytes);
    if (secret.endsWith('\r'))
        secret.chop(1);
    if (secret.isEmpty())
        return Ending{kExitFailed, "dewar: " + path + " is empty\n"};
    return secret;
}

} // namespace app
