// What C++ programs use of the system: streams, exceptions, threads, file system, time, containers.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <random>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace fs = std::filesystem;

struct Noisy {
    std::string name;
    ~Noisy() { std::cout << "destroyed " << name << '\n'; }
};

static int deep(int n)
{
    Noisy noisy{"level " + std::to_string(n)};
    if (n == 0) throw std::runtime_error("thrown at the bottom");
    return deep(n - 1) + 1;
}

static void exceptions()
{
    try { deep(3); } catch (const std::exception &e) { std::cout << "caught " << e.what() << '\n'; }
    try { std::vector<int>(3).at(5); } catch (const std::out_of_range &) { std::cout << "out of range\n"; }
    try { throw 42; } catch (int n) { std::cout << "int " << n << '\n'; }
    try { try { throw std::logic_error("inner"); } catch (...) { std::throw_with_nested(std::runtime_error("outer")); } }
    catch (const std::exception &e) {
        std::cout << e.what();
        try { std::rethrow_if_nested(e); } catch (const std::exception &inner) { std::cout << " from " << inner.what() << '\n'; }
    }
    std::thread([] { try { throw std::string("in a thread"); } catch (const std::string &s) { std::cout << s << '\n'; } }).join();
    try { delete[] new char[static_cast<size_t>(-1) / 4]; std::cout << "so much memory\n"; } catch (const std::bad_alloc &) { std::cout << "bad_alloc\n"; }
    int caught = 0;
    for (int i = 0; i < 5000; i++) try { throw i; } catch (int n) { caught += n == i; }
    std::cout << "caught " << caught << '\n';
}

thread_local std::string local = "main";

static void threads()
{
    std::mutex mutex;
    std::condition_variable changed;
    std::atomic<long> sum{0};
    std::vector<std::thread> all;
    int turn = 0;
    for (int i = 0; i < 6; i++) all.emplace_back([&, i] {
        for (int j = 0; j < 100; j++) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return turn % 6 == i; });
            turn++, sum += i;
            changed.notify_all();
        }
    });
    for (auto &t : all) t.join();
    std::cout << "turns " << turn << " sum " << sum << '\n';
    auto future = std::async(std::launch::async, [] { std::this_thread::sleep_for(std::chrono::milliseconds(10)); return 99; });
    std::cout << "async " << future.get() << '\n';
    auto failing = std::async(std::launch::async, []() -> int { throw std::runtime_error("from async"); });
    try { failing.get(); } catch (const std::exception &e) { std::cout << e.what() << '\n'; }
    std::timed_mutex timed;
    timed.lock();
    std::thread([&] { std::cout << "timed " << timed.try_lock_for(std::chrono::milliseconds(5)) << '\n'; }).join();
    timed.unlock();
    std::thread([] { std::cout << "thread local " << local << '\n'; local = "other"; }).join();
    std::cout << local << '\n';
}

static void files(const fs::path &root)
{
    fs::create_directories(root / "a/b/c");
    for (int i = 0; i < 20; i++) std::ofstream(root / "a" / ("file" + std::to_string(i))) << std::string(i * 100, 'x');
    fs::create_symlink("a/file3", root / "link");
    fs::copy_file(root / "a/file5", root / "a/b/copy");
    fs::rename(root / "a/file6", root / "a/b/c/moved");
    std::vector<std::string> names;
    for (const auto &entry : fs::recursive_directory_iterator(root))
        names.push_back(fs::relative(entry.path(), root).string() + (entry.is_symlink() ? " -> " + fs::read_symlink(entry.path()).string()
            : entry.is_directory() ? "/" : " " + std::to_string(entry.file_size())));
    std::sort(names.begin(), names.end());
    for (const auto &name : names) std::cout << name << '\n';
    std::error_code error;
    fs::remove(root / "a", error);
    std::cout << error.message() << '\n';
    std::cout << fs::exists(root / "nothing") << fs::is_directory(root / "a") << fs::file_size(root / "link") << '\n';
    try { (void)fs::file_size(root / "nothing"); } catch (const fs::filesystem_error &e) { std::cout << e.code().message() << '\n'; }
    std::fstream both(root / "both", std::ios::in | std::ios::out | std::ios::trunc);
    both << "line one\nline two\n";
    both.seekg(0);
    for (std::string line; std::getline(both, line);) std::cout << '[' << line << "]\n";
    std::cout << fs::remove_all(root / "a") << " removed\n";
    fs::permissions(root / "both", fs::perms::owner_read);
    std::cout << std::oct << static_cast<int>(fs::status(root / "both").permissions()) << std::dec << '\n';
    fs::resize_file(root / "both", 4);
    std::cout << fs::file_size(root / "both") << '\n';
}

int main(int argc, char **argv)
{
    std::ios::sync_with_stdio(false);
    std::cout << "start\n" << std::setprecision(10) << 3.14159265358979 << ' ' << std::hex << 255 << std::dec << '\n';
    exceptions();
    threads();
    files(argv[1]);
    std::mt19937_64 random(7);
    std::unordered_map<uint64_t, int> counts;
    for (int i = 0; i < 100000; i++) counts[random() % 1000]++;
    std::map<uint64_t, int> ordered(counts.begin(), counts.end());
    std::cout << ordered.size() << ' ' << std::accumulate(ordered.begin(), ordered.end(), 0, [](int s, auto &p) { return s + p.second; }) << '\n';
    std::string text = "one 22 three 4444";
    std::regex digits("[0-9]+");
    for (std::sregex_iterator i(text.begin(), text.end(), digits), end; i != end; ++i) std::cout << i->str() << '\n';
    std::stringstream in("5 6.5 word");
    int n; double d; std::string word;
    in >> n >> d >> word;
    std::cout << n << ' ' << d << ' ' << word << std::endl;
    auto before = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::cout << "slept " << (std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(20)) << '\n';
    std::cerr << "to the error stream\n";
    Noisy at_end{"last"};
    return 5;
}
