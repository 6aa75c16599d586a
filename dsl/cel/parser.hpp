// Reads an expression by the grammar of CEL: recursive descent, bounded in depth. Private to
// dsl/cel.
#pragma once

#include <optional>
#include <string_view>

#include "dsl/cel/ast.hpp"
#include "dsl/cel/lexer.hpp"

namespace sagaflow::cel {

class Parser {
public:
    explicit Parser(std::string_view source) : lexer_(source) { advance(); }
    // Null when the text is no expression: issue() tells the first reason.
    AstPtr parse();
    const Issue& issue() const { return issue_; }

private:
    using Rule = AstPtr (Parser::*)();

    void advance() { token_ = lexer_.next(); }
    bool accept(TokenKind kind);
    bool expect(TokenKind kind, std::string_view what);
    AstPtr fail(std::size_t offset, std::string message, std::string hint = {});
    AstPtr unexpected(std::string_view wanted);
    // Sets the height; null when the tree becomes too high.
    AstPtr finish(AstPtr ast);

    AstPtr expression();
    AstPtr alternatives();
    AstPtr conjunction();
    AstPtr relation();
    AstPtr sum();
    AstPtr product();
    AstPtr unary();
    AstPtr member();
    AstPtr member_name(AstPtr operand);
    AstPtr primary();
    AstPtr name(bool is_absolute);
    AstPtr literal(Value value);
    AstPtr integer(bool is_negative);
    AstPtr list();
    AstPtr map();

    AstPtr junction(AstKind kind, TokenKind separator, Rule part);
    AstPtr chain(std::optional<Operator> (*operator_of)(TokenKind), Rule part);
    AstPtr repeated_prefix(TokenKind prefix, AstKind kind);
    // "(" has been read: the arguments and ")" follow.
    bool arguments(Ast& call);
    bool expressions_until(TokenKind end, std::string_view what, std::vector<AstPtr>& into);

    Lexer lexer_;
    Token token_;
    Issue issue_;
    bool failed_ = false;
    std::size_t depth_ = 0;
};

// Words that CEL keeps for the languages around it: no names of variables, but of members.
bool is_reserved(std::string_view word);

}  // namespace sagaflow::cel
