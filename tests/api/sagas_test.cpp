#include "tests/api/support/api_fixture.hpp"

namespace sagaflow::api {
namespace {

using Sagas = ApiTest;

std::string definition(const std::string& name, const std::string& output = "1") {
    return R"({"saga": ")" + name +
           R"(", "start": "done", "states": {"done": {"type": "succeed", "output": )" + output +
           "}}}";
}

TEST_F(Sagas, GetAVersionForEachNewContent) {
    const Response first = post("/v1/sagas", definition("order"));
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(json_of(first)["version"], 1);
    EXPECT_EQ(header_of(first, "Location"), "/v1/sagas/order/versions/1");
    EXPECT_EQ(post("/v1/sagas", definition("order")).status, 200);
    const Response second = post("/v1/sagas", definition("order", "2"));
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(json_of(second)["version"], 2);
    EXPECT_EQ(catalog.find("order")->version, 2);
    EXPECT_EQ(catalog.find("order", 1)->version, 1);
}

TEST_F(Sagas, AreRefusedWithEveryErrorAndItsPlace) {
    const Response response = post(
        "/v1/sagas",
        "{\"saga\": \"order\",\n \"start\": \"nowhere\",\n \"states\": {\"done\": {\"type\": "
        "\"sucseed\"}}}"
    );
    EXPECT_EQ(response.status, 422);
    const Json body = json_of(response);
    EXPECT_EQ(body["code"], "invalid-definition");
    ASSERT_GE(body["errors"].size(), 2u);
    for (const Json& item : body["errors"]) {
        EXPECT_TRUE(item.contains("pointer"));
        EXPECT_GE(item["line"].get<int>(), 1);
        EXPECT_GE(item["column"].get<int>(), 1);
    }
    EXPECT_EQ(catalog.size(), 0u);
}

TEST_F(Sagas, AreCheckedWithoutBeingStored) {
    const Response valid = post("/v1/sagas/validate", definition("order"));
    EXPECT_EQ(valid.status, 200);
    EXPECT_EQ(json_of(valid)["valid"], true);
    EXPECT_TRUE(json_of(valid)["warnings"].is_array());
    EXPECT_EQ(post("/v1/sagas/validate", R"({"saga": "order"})").status, 422);
    EXPECT_EQ(post("/v1/sagas/validate", "{").status, 400);
    EXPECT_EQ(post("/v1/sagas/validate", R"({"saga": "a", "saga": "b"})").status, 400);
    EXPECT_EQ(catalog.size(), 0u);
    EXPECT_EQ(json_of(get("/v1/sagas"))["items"].size(), 0u);
}

TEST_F(Sagas, TellWhereTheJsonIsBroken) {
    const Json body = json_of(post("/v1/sagas", "{\n  \"saga\": oops}"));
    EXPECT_EQ(body["status"], 400);
    EXPECT_EQ(body["errors"][0]["line"], 2);
    EXPECT_GT(body["errors"][0]["column"].get<int>(), 1);
}

TEST_F(Sagas, AreTakenAsJsonOnly) {
    for (const std::string type : {"application/xml", "text/plain", "multipart/form-data"}) {
        for (const std::string path : {"/v1/sagas", "/v1/sagas/validate"}) {
            const Response response =
                send("POST", path, definition("order"), {{"content-type", type}});
            EXPECT_EQ(response.status, 415) << type;
        }
    }
    EXPECT_EQ(send("POST", "/v1/sagas", definition("order")).status, 201);
}

TEST_F(Sagas, AreRefusedWhenTooLong) {
    const std::string text =
        "{\"saga\": \"" + std::string(limits::kDefinitionBytesMax, 'x') + "\"}";
    EXPECT_EQ(post("/v1/sagas", text).status, 413);
}

TEST_F(Sagas, AreNotDeployedWhileTheDatabaseIsAway) {
    queries.away = true;
    EXPECT_EQ(post("/v1/sagas", definition("order")).status, 503);
    EXPECT_EQ(catalog.size(), 0u);
}

TEST_F(Sagas, AreListedByNameWithCounts) {
    for (const std::string name : {"b", "a", "c"}) post("/v1/sagas", definition(name));
    post("/v1/sagas", definition("a", "2"));
    store_instance(some_id(), "a", InstanceStatus::kStuck);
    const Json first = json_of(get("/v1/sagas?limit=2"));
    ASSERT_EQ(first["items"].size(), 2u);
    EXPECT_EQ(first["items"][0]["saga"], "a");
    EXPECT_EQ(first["items"][0]["version"], 2);
    EXPECT_EQ(first["items"][0]["instances"]["stuck"], 1);
    EXPECT_EQ(first["items"][0]["instances"]["running"], 0);
    const Json second =
        json_of(get("/v1/sagas?limit=2&cursor=" + first["next"].get<std::string>()));
    ASSERT_EQ(second["items"].size(), 1u);
    EXPECT_EQ(second["items"][0]["saga"], "c");
    EXPECT_TRUE(second["next"].is_null());
}

TEST_F(Sagas, AreShownWithAllVersions) {
    post("/v1/sagas", definition("order"));
    post("/v1/sagas", definition("order", "2"));
    store_instance(some_id(), "order", InstanceStatus::kRunning);
    const Json saga = json_of(get("/v1/sagas/order"));
    EXPECT_EQ(saga["version"], 2);
    ASSERT_EQ(saga["versions"].size(), 2u);
    EXPECT_EQ(saga["versions"][1]["instances"]["running"], 1);
    EXPECT_EQ(saga["versions"][0]["instances"]["running"], 0);
    EXPECT_EQ(saga["definition"]["saga"], "order");
    const Json version = json_of(get("/v1/sagas/order/versions/1"));
    EXPECT_EQ(version["definition"]["states"]["done"]["output"], 1);
}

TEST_F(Sagas, AreNotFoundByOtherNames) {
    post("/v1/sagas", definition("order"));
    const Response response = get("/v1/sagas/ordre");
    EXPECT_EQ(response.status, 404);
    EXPECT_NE(json_of(response)["detail"].get<std::string>().find("\"order\""), std::string::npos);
    EXPECT_EQ(get("/v1/sagas/order/versions/7").status, 404);
    EXPECT_EQ(get("/v1/sagas/order/versions/x").status, 404);
    EXPECT_EQ(get("/v1/sagas/a%2Fb").status, 404);
    EXPECT_EQ(get("/v1/sagas/%zz").status, 400);
}

}  // namespace
}  // namespace sagaflow::api
