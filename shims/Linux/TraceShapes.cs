using System;

namespace LiteBox.Shim.Linux;

/// <summary>
/// How the trace log shows the arguments of a call: a letter for each. Calls that are not listed show what their handler's
/// parameters are: d a number, x an address or a set of bits.
/// </summary>
/// <remarks>
/// d decimal, u unsigned, x hexadecimal, o octal, p address, s string, @ directory descriptor, b bytes read (their number is the
/// next argument), B bytes written (their number is the result), a array of strings, O open flags, P protection, M map flags,
/// W whence, C clock, F futex command, K fcntl command, A AT_ flags, S signal, H mask operation, m signal mask, T time read,
/// t time written, E epoll operation, L clone flags, f address family, k socket type, 2 two descriptors written, q status of a file.
/// </remarks>
internal static class TraceShapes
{
    internal static ReadOnlySpan<byte> Of(ulong number) => number switch
    {
        0 => "dBu"u8, // read
        1 => "dbu"u8, // write
        2 => "sOo"u8, // open
        3 => "d"u8, // close
        4 or 6 => "sq"u8, // stat, lstat
        5 => "dq"u8, // fstat
        7 => "pud"u8, // poll
        8 => "ddW"u8, // lseek
        9 => "puPMdx"u8, // mmap
        10 => "puP"u8, // mprotect
        11 => "pu"u8, // munmap
        12 => "p"u8, // brk
        13 => "Sppu"u8, // rt_sigaction
        14 => "Hmpu"u8, // rt_sigprocmask
        16 => "dxp"u8, // ioctl
        17 => "dBud"u8, // pread64
        18 => "dbud"u8, // pwrite64
        19 or 20 => "dpu"u8, // readv, writev
        21 => "so"u8, // access
        22 => "2"u8, // pipe
        28 => "pud"u8, // madvise
        32 => "d"u8, // dup
        33 => "dd"u8, // dup2
        35 => "Tt"u8, // nanosleep
        41 => "fkd"u8, // socket
        42 or 49 => "dpu"u8, // connect, bind
        44 => "dbuxpu"u8, // sendto
        45 => "dBuxpp"u8, // recvfrom
        50 => "dd"u8, // listen
        53 => "fkd2"u8, // socketpair
        56 => "Lpppx"u8, // clone
        59 => "saa"u8, // execve
        60 or 231 => "d"u8, // exit, exit_group
        61 => "dpdp"u8, // wait4
        62 => "dS"u8, // kill
        72 => "dKx"u8, // fcntl
        76 => "sd"u8, // truncate
        77 => "dd"u8, // ftruncate
        79 => "Bu"u8, // getcwd
        80 or 84 or 87 => "s"u8, // chdir, rmdir, unlink
        82 or 86 or 88 => "ss"u8, // rename, link, symlink
        83 or 85 or 90 => "so"u8, // mkdir, creat, chmod
        89 => "sBu"u8, // readlink
        91 => "do"u8, // fchmod
        92 or 94 => "sdd"u8, // chown, lchown
        95 => "o"u8, // umask
        127 => "pu"u8, // rt_sigpending
        128 => "mpTu"u8, // rt_sigtimedwait
        130 => "mu"u8, // rt_sigsuspend
        131 => "pp"u8, // sigaltstack
        200 => "dS"u8, // tkill
        202 => "pFdTpx"u8, // futex
        228 or 229 => "Ct"u8, // clock_gettime, clock_getres
        230 => "CxTt"u8, // clock_nanosleep
        232 => "dpdd"u8, // epoll_wait
        233 => "dEdp"u8, // epoll_ctl
        234 => "ddS"u8, // tgkill
        257 => "@sOo"u8, // openat
        258 => "@so"u8, // mkdirat
        262 => "@sqA"u8, // newfstatat
        263 => "@sA"u8, // unlinkat
        264 => "@s@s"u8, // renameat
        265 => "@s@sA"u8, // linkat
        266 => "s@s"u8, // symlinkat
        267 => "@sBu"u8, // readlinkat
        268 => "@so"u8, // fchmodat
        269 => "@so"u8, // faccessat
        270 => "dpppTp"u8, // pselect6
        271 => "puTmu"u8, // ppoll
        280 => "@spA"u8, // utimensat
        281 => "dpddmu"u8, // epoll_pwait
        292 => "ddO"u8, // dup3
        293 => "2O"u8, // pipe2
        302 => "ddpp"u8, // prlimit64
        316 => "@s@sx"u8, // renameat2
        318 => "pux"u8, // getrandom
        319 => "sx"u8, // memfd_create
        322 => "@saaA"u8, // execveat
        332 => "@sAxp"u8, // statx
        437 => "@spu"u8, // openat2
        439 => "@soA"u8, // faccessat2
        _ => Dispatcher.ShapeOf(number),
    };
}
