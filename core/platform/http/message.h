// Request and Response values: what a parsed message is to the rest of the engine. No sockets here.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace core::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };
enum class Listener { Data, Admin };

std::string_view nameOf(Method method);

struct Header {
    std::string name; // lower case in requests; as it shall be sent in responses
    std::string value;
};

struct Peer {
    std::string address; // numeric, without port; IPv4-mapped IPv6 is written as IPv4
    std::uint16_t port = 0;
    std::string certificatePrint = {}; // lower-case hex SHA-256 of a verified client certificate, or empty
};

struct Request {
    Listener listener = Listener::Data;
    Method method = Method::Get;
    std::string methodName; // as received; for Method::Other
    std::string path;       // origin-form path as received, still percent-encoded, without the query
    std::string query;      // after '?', still percent-encoded
    std::vector<Header> headers;
    std::string body;
    Peer peer;

    // The first header of that (lower-case) name, or nullptr.
    std::string const* header(std::string_view name) const;
    std::size_t count(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::vector<Header> headers;
    std::string body;
    bool close = false; // Close the connection after this answer.
    // Set: fills in the rest when the answer is about to be written, on the network thread, so that the
    // thread that answers many is not held up. Called exactly once, also when nobody waits for the answer any
    // more.
    std::function<void(Response&)> late = {};

    void complete()
    {
        if (auto const fill = std::exchange(late, nullptr))
            fill(*this);
    }
};

// Answers one request. Called once, from any thread; called on the network thread inside handle() it is
// answered without a hop.
using Respond = std::function<void(Response&&)>;

// What a listener hands requests to. Implemented by api::Pipeline.
class Handler {
public:
    virtual ~Handler() = default;
    // `worker` numbers the network thread, 0 to workers-1: per-thread state is kept by that number.
    virtual void handle(Request&& request, std::size_t worker, Respond respond) = 0;
    // The server's own refusals (400, 408, 413, 414, 431, 421): the problem document for a status. Any
    // thread.
    virtual Response refusal(int status, std::string_view reason) = 0;
    // About every 100 ms on each network thread while it has had requests since the last call.
    virtual void tick(std::size_t worker) = 0;
};

} // namespace core::http
