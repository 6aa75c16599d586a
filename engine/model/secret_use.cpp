#include "engine/model/secret_use.hpp"

namespace sagaflow {

Json to_json(const std::vector<SecretUse>& uses) {
    Json list = Json::array();
    for (const SecretUse& use : uses) {
        list.push_back({{"pointer", use.pointer}, {"offset", use.offset}, {"name", use.name}});
    }
    return list;
}

std::vector<SecretUse> secret_uses_from(const Json& json) {
    std::vector<SecretUse> uses;
    for (const Json& item : json) {
        uses.push_back(
            {item.at("pointer").get<std::string>(),
             item.at("offset").get<std::size_t>(),
             item.at("name").get<std::string>()}
        );
    }
    return uses;
}

}  // namespace sagaflow
