//! The mock document: does on purpose what a hostile one would do by a fault of ours. Only in a debug build, and there only
//! where the one who started the program asked for it by `OPPKEUR_MOCK`: no document can call it up.
#![allow(clippy::exit, clippy::panic, reason = "it plays a dependency that leaves or falls over")]

use std::io::Write;

/// The variable that lets mock documents act.
pub(super) const VARIABLE: &str = "OPPKEUR_MOCK";

/// What a mock document begins with; what it does follows.
const BEGINS: &[u8] = b"oppkeur-mock ";

/// The limits of a fence in a test: the variable may give seconds of processor and of wall (`5:12`).
pub(super) fn limits(fence: &super::Fence) -> super::Fence {
    let mut fence = fence.clone();
    let said = std::env::var(VARIABLE).unwrap_or_default();
    if let Some((cpu, wall)) = said.split_once(':')
        && let (Ok(cpu), Ok(wall)) = (cpu.parse(), wall.parse())
    {
        fence.limits.cpu_seconds = cpu;
        fence.limits.wall = std::time::Duration::from_secs(wall);
    }
    fence
}

/// Plays the document, if it is a mock one.
pub(super) fn act(number: u32, body: &[u8], output: &mut impl Write) {
    let Some(rest) = body.strip_prefix(BEGINS) else { return };
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    let word = rest.split(|b| b.is_ascii_whitespace()).next().unwrap_or_default();
    match std::str::from_utf8(word).unwrap_or_default() {
        "loop" => loop {
            std::hint::spin_loop();
        },
        "sleep" => loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        },
        "stack" => {
            std::hint::black_box(deeper(1));
        }
        "allocate" => drop(std::hint::black_box(vec![1_u8; 1 << 40])),
        "grow" => {
            let mut all = Vec::new();
            loop {
                all.push(std::hint::black_box(vec![1_u8; 1 << 20]));
            }
        }
        "panic" => std::panic::panic_any(String::from_utf8_lossy(rest).into_owned()),
        "exit" => std::process::exit(0),
        "abort" => std::process::abort(),
        "rubbish" => {
            let _ = output.write_all(&[0x5a; 4096]).and_then(|()| output.flush());
        }
        "half" => {
            // A length of bytes that never come.
            let header = [number.to_le_bytes(), [0; 4], [64, 0, 0, 0], [0; 4]].concat();
            let _ = output.write_all(&header).and_then(|()| output.flush());
            std::process::exit(0)
        }
        "long" => {
            let header = [number.to_le_bytes(), [0; 4], [0xff; 4], [0xff; 4]].concat();
            let _ = output.write_all(&header).and_then(|()| output.flush());
        }
        // Deeds that the sandbox must refuse: whoever succeeds falls over.
        "read" => refused(std::fs::read("/etc/passwd").is_ok()),
        "write" => refused(std::fs::write("/tmp/oppkeur-mock", "x").is_ok()),
        "list" => refused(std::fs::read_dir("/").is_ok()),
        "run" => refused(std::process::Command::new("/bin/true").spawn().is_ok()),
        "tcp" => refused(std::net::TcpListener::bind("127.0.0.1:0").is_ok()),
        "udp" => refused(std::net::UdpSocket::bind("127.0.0.1:0").is_ok()),
        _ => {}
    }
}

fn refused(succeeded: bool) {
    if succeeded {
        std::process::abort();
    }
}

#[allow(unconditional_recursion, reason = "that is the point")]
fn deeper(n: u64) -> u64 {
    let room = std::hint::black_box([n; 64]);
    deeper(n + 1) + room.iter().sum::<u64>()
}
