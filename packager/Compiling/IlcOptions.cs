namespace LiteBox.Packager.Compiling;

/// <summary>The options of ilc. All of them are here and nowhere else, since they decide the bytes of the image.</summary>
internal static class IlcOptions
{
    /// <summary>One option a line, as a response file has them; the same for every bundle.</summary>
    public const string Text =
        """
        --targetos:linux
        --targetarch:x64
        --instruction-set:base
        --nativelib
        --noinlinetls
        --Os
        --codegenopt:JitAlignLoops=0
        --codegenopt:JitLoopInversionSizeLimit=0
        --codegenopt:JitCloneLoopsSizeLimit=0
        --reflectiondata:none
        --methodbodyfolding:all
        --noaotwarn
        --notrimwarn

        """;

    // --Os and the Jit limits of 0: a tenth smaller than -O by less padding, inlining and copies of loops; the calls that the benchmark makes are
    // no slower for it, since most of their cost is elsewhere and what must be inlined says so.
    // --nativelib: no Main, the exports are the roots. --noinlinetls: there is no thread-local storage. base: runs on every
    // x86-64 machine, and only XMM registers have to be kept for the guest. --reflectiondata:none: no metadata; without
    // it ilc asks the core library for types that describe it. --methodbodyfolding: methods of the same code are one, under
    // one of their names. ilc is given no --stacktracedata, so there is none.
}
