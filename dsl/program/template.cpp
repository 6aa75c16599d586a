#include "dsl/program/template.hpp"

namespace sagaflow::dsl {
namespace {

// Renders depth first. `pointer_` is the place being rendered, so that secrets know theirs;
// `budget_` is what is left of the output cap, shared by all expressions of the template.
class Renderer {
public:
    explicit Renderer(const cel::Activation& scope) : scope_(scope) {}

    Result<Json> render(const Template& source) {
        return std::visit([this](const auto& node) { return visit(node); }, source.node);
    }
    std::vector<SecretUse> take_secrets() { return std::move(secrets_); }

private:
    using ExpressionPtr = std::shared_ptr<const cel::Expression>;

    static Error failure(const cel::Expression& expression, const std::string& reason) {
        return {
            ErrorCode::kUnprocessable,
            "Expected ${" + std::string(expression.source()) + "} to give a value, but " + reason};
    }

    Status spend(std::size_t bytes) {
        if (bytes > budget_) {
            return Error{
                ErrorCode::kTooLarge,
                "Expected a template to render to at most " +
                    std::to_string(limits::kExpressionOutputBytesMax) +
                    " bytes, but it gives more"};
        }
        budget_ -= bytes;
        return ok_status();
    }

    Result<cel::Value> evaluate(const cel::Expression& expression) {
        cel::Value value = expression.evaluate(scope_);
        if (value.is_error()) return failure(expression, value.error_message());
        return value;
    }

    Result<Json> visit(const Json& literal) {
        const Status spent = spend(approximate_size(literal));
        if (!spent) return spent.error();
        return literal;
    }

    Result<Json> visit(const ExpressionPtr& expression) {
        const Result<cel::Value> value = evaluate(*expression);
        if (!value) return value.error();
        Result<Json> json = value->to_json();
        if (!json) return failure(*expression, json.error().message);
        const Status spent = spend(approximate_size(*json));
        if (!spent) return spent.error();
        const Status fits = check_depth(*json);
        if (!fits) return fits.error();
        return json;
    }

    // A loop that wraps a variable once more each time would otherwise make a value that nobody
    // can read, and in the end one that overflows the stack.
    Status check_depth(const Json& value) const {
        if (depth_ + depth_of(value) <= limits::kJsonDepthMax) return ok_status();
        return Error{
            ErrorCode::kTooLarge,
            "Expected a template to render to a value nested at most " +
                std::to_string(limits::kJsonDepthMax) + " levels, but it is deeper"};
    }

    Result<Json> visit(const Template::Concatenation& parts) {
        std::string text;
        for (const auto& segment : parts.segments) {
            if (const auto* secret = std::get_if<Template::Secret>(&segment)) {
                secrets_.push_back({pointer_.to_string(), text.size(), secret->name});
                continue;
            }
            Result<std::string> piece = text_of(segment);
            if (!piece) return piece.error();
            const Status spent = spend(piece->size());
            if (!spent) return spent.error();
            text += *piece;
        }
        return Json(std::move(text));
    }

    Result<std::string> text_of(
        const std::variant<std::string, ExpressionPtr, Template::Secret>& segment
    ) {
        if (const auto* text = std::get_if<std::string>(&segment)) return *text;
        const ExpressionPtr& expression = std::get<ExpressionPtr>(segment);
        const Result<cel::Value> value = evaluate(*expression);
        if (!value) return value.error();
        Result<std::string> text = value->to_template_text();
        if (!text) return failure(*expression, text.error().message);
        return text;
    }

    Result<Json> visit(const Template::Array& array) {
        Json list = Json::array();
        for (std::size_t i = 0; i < array.items.size(); ++i) {
            Result<Json> item = child(*array.items[i], std::to_string(i));
            if (!item) return item;
            list.push_back(std::move(item).value());
        }
        return list;
    }

    Result<Json> visit(const Template::Object& object) {
        Json map = Json::object();
        for (const auto& [name, member] : object.members) {
            Result<Json> value = child(*member, name);
            if (!value) return value;
            map[name] = std::move(value).value();
        }
        return map;
    }

    Result<Json> child(const Template& source, const std::string& name) {
        pointer_.push_back(name);
        ++depth_;
        Result<Json> value = render(source);
        --depth_;
        pointer_.pop_back();
        return value;
    }

    const cel::Activation& scope_;
    Json::json_pointer pointer_;
    std::size_t depth_ = 0;  // of the place being rendered
    std::size_t budget_ = limits::kExpressionOutputBytesMax;
    std::vector<SecretUse> secrets_;
};

}  // namespace

Result<Rendered> render(const Template& source, const cel::Activation& scope) {
    Renderer renderer(scope);
    Result<Json> value = renderer.render(source);
    if (!value) return value.error();
    return Rendered{std::move(value).value(), renderer.take_secrets()};
}

Result<Json> render_value(const TemplatePtr& source, const cel::Activation& scope) {
    if (!source) return Json();
    Result<Rendered> rendered = render(*source, scope);
    if (!rendered) return rendered.error();
    ENSURE(rendered->secrets.empty(), "a secret outside `with`: the validator refuses these");
    return std::move(rendered->value);
}

static bool reads(const cel::Expression& expression, std::string_view variable) {
    for (const cel::Reference& reference : expression.references()) {
        if (reference.variable == variable) return true;
    }
    return false;
}

bool reads(const TemplatePtr& source, std::string_view variable) {
    if (source == nullptr) return false;
    using Expression = std::shared_ptr<const cel::Expression>;
    if (const auto* expression = std::get_if<Expression>(&source->node)) {
        return reads(**expression, variable);
    }
    if (const auto* text = std::get_if<Template::Concatenation>(&source->node)) {
        for (const auto& segment : text->segments) {
            const auto* inner = std::get_if<Expression>(&segment);
            if (inner != nullptr && reads(**inner, variable)) return true;
        }
    } else if (const auto* array = std::get_if<Template::Array>(&source->node)) {
        for (const TemplatePtr& item : array->items) {
            if (reads(item, variable)) return true;
        }
    } else if (const auto* object = std::get_if<Template::Object>(&source->node)) {
        for (const auto& [name, value] : object->members) {
            if (reads(value, variable)) return true;
        }
    }
    return false;
}

}  // namespace sagaflow::dsl
