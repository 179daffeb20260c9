// What Rust programs use of the system: threads, channels, files, collections, panics, time, environment.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{mpsc, Arc, Barrier, Condvar, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

fn threads() {
    let total = Arc::new(AtomicU64::new(0));
    let map = Arc::new(Mutex::new(HashMap::new()));
    let barrier = Arc::new(Barrier::new(8));
    let handles: Vec<_> = (0..8u64)
        .map(|i| {
            let (total, map, barrier) = (total.clone(), map.clone(), barrier.clone());
            thread::spawn(move || {
                barrier.wait();
                for j in 0..1000u64 {
                    total.fetch_add(j, Ordering::Relaxed);
                    *map.lock().unwrap().entry(j % 10).or_insert(0u64) += i;
                }
                i * 2
            })
        })
        .collect();
    let results: u64 = handles.into_iter().map(|h| h.join().unwrap()).sum();
    let map = map.lock().unwrap();
    println!("total {} results {} map {}", total.load(Ordering::Relaxed), results, map.values().sum::<u64>());
    let (send, receive) = mpsc::channel();
    for i in 0..4 {
        let send = send.clone();
        thread::spawn(move || for j in 0..250 { send.send(i * 1000 + j).unwrap() });
    }
    drop(send);
    let mut got: Vec<i32> = receive.iter().collect();
    got.sort();
    println!("received {} first {} last {}", got.len(), got[0], got[got.len() - 1]);
    let pair = Arc::new((Mutex::new(false), Condvar::new()));
    let other = pair.clone();
    let waiter = thread::spawn(move || {
        let mut ready = other.0.lock().unwrap();
        while !*ready { ready = other.1.wait(ready).unwrap(); }
        "woken"
    });
    thread::sleep(Duration::from_millis(5));
    *pair.0.lock().unwrap() = true;
    pair.1.notify_all();
    println!("{}", waiter.join().unwrap());
    let guard = pair.0.lock().unwrap();
    let (_guard, timed) = pair.1.wait_timeout(guard, Duration::from_millis(5)).unwrap();
    println!("timed out {}", timed.timed_out());
    let lock = RwLock::new(5);
    { let (a, b) = (lock.read().unwrap(), lock.read().unwrap()); println!("{}", *a + *b); }
    let mut numbers = vec![1, 2, 3];
    thread::scope(|s| { s.spawn(|| numbers.push(4)); });
    println!("{:?}", numbers);
}

fn panics() {
    std::panic::set_hook(Box::new(|info| println!("panic: {}", info.payload().downcast_ref::<&str>().unwrap_or(&"other"))));
    println!("{}", std::panic::catch_unwind(|| { panic!("one") }).is_err());
    println!("{}", thread::spawn(|| { panic!("two") }).join().is_err());
    let poisoned = Arc::new(Mutex::new(0));
    let other = poisoned.clone();
    let _ = thread::spawn(move || { let _held = other.lock().unwrap(); panic!("three") }).join();
    println!("poisoned {}", poisoned.is_poisoned());
    println!("{}", std::panic::catch_unwind(|| { let v: Vec<i32> = Vec::new(); v[std::hint::black_box(3)] }).is_err());
}

fn files(root: &Path) -> io::Result<()> {
    fs::create_dir_all(root.join("a/b"))?;
    for i in 0..10 { fs::write(root.join(format!("a/{i}.txt")), "line\n".repeat(i))?; }
    fs::rename(root.join("a/9.txt"), root.join("a/b/nine"))?;
    fs::copy(root.join("a/5.txt"), root.join("copy"))?;
    fs::hard_link(root.join("copy"), root.join("hard"))?;
    std::os::unix::fs::symlink("copy", root.join("soft"))?;
    let mut names: Vec<_> = fs::read_dir(root.join("a"))?.map(|e| { let e = e.unwrap(); (e.file_name().into_string().unwrap(), e.metadata().unwrap().len() * e.file_type().unwrap().is_file() as u64) }).collect();
    names.sort();
    println!("{:?}", names);
    println!("{} {:?}", fs::read_to_string(root.join("soft"))?.len(), fs::read_link(root.join("soft"))?);
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(root.join("data"))?;
    for i in 0..1000 { writeln!(file, "row {i}")?; }
    file.seek(SeekFrom::Start(0))?;
    println!("{}", BufReader::new(&file).lines().filter(|l| l.as_ref().unwrap().ends_with('7')).count());
    file.set_len(10)?;
    file.seek(SeekFrom::End(-3))?;
    let mut rest = String::new();
    file.read_to_string(&mut rest)?;
    println!("{:?}", rest);
    println!("{:?}", File::open(root.join("none")).unwrap_err().kind());
    println!("{:?}", fs::remove_dir(root.join("a")).unwrap_err().kind());
    println!("{:?}", fs::create_dir(root.join("a")).unwrap_err().kind());
    fs::remove_dir_all(root.join("a"))?;
    println!("{}", root.join("a").exists());
    let mut permissions = fs::metadata(root.join("data"))?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(root.join("data"), permissions)?;
    println!("{}", fs::metadata(root.join("data"))?.permissions().readonly());
    println!("{}", fs::metadata(root.join("data"))?.modified()?.elapsed().unwrap() < Duration::from_secs(60));
    println!("{}", fs::canonicalize(root.join("soft"))?.ends_with("copy"));
    Ok(())
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    println!("{} arguments, {:?}", arguments.len(), std::env::var("MISSING").is_err());
    threads();
    panics();
    files(Path::new(&arguments[1])).unwrap();
    let mut tree = BTreeMap::new();
    let mut seed = 1u64;
    for i in 0..50000u64 { seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1); tree.insert(seed >> 40, i); }
    let set: HashSet<u64> = tree.keys().map(|k| k % 1000).collect();
    println!("{} {} {:?}", tree.len(), set.len(), tree.iter().next());
    let started = Instant::now();
    thread::sleep(Duration::from_millis(15));
    println!("slept {}", started.elapsed() >= Duration::from_millis(15));
    println!("{}", SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() > 1_700_000_000);
    let mut input = String::new();
    io::stdin().read_to_string(&mut input).unwrap();
    println!("{} bytes of input", input.len());
    eprintln!("to standard error");
    println!("{}", thread::available_parallelism().unwrap().get() > 0);
    std::process::exit(7);
}
