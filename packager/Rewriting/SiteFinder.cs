using System;
using System.Collections.Generic;
using Iced.Intel;

namespace LiteBox.Packager.Rewriting;

/// <summary>
/// Finds the instructions that enter the kernel. A vectorised search for their bytes names the candidates; only the
/// functions that hold one are disassembled, which is what makes rewriting a large program quick.
/// </summary>
internal sealed class SiteFinder
{
    private readonly record struct Verdict(bool IsInstruction, int Prefixes, bool FollowsInvalid, bool FollowsUnlikely);

    private const int SiteSize = 2;

    /// <summary>Further than a short branch reaches.</summary>
    private const ulong Reach = 160;

    /// <summary>How far a sweep may be out of step after bytes that are no instruction.</summary>
    private const ulong Doubt = 64;

    /// <summary>
    /// How far back unlikely instructions speak against code that no table vouches for. In random data one of eight or so
    /// is invalid, privileged or a far branch, so none in this distance is strong evidence.
    /// </summary>
    private const ulong DoubtInUnknownCode = 512;

    private readonly byte[] _bytes;
    private readonly CodeMap _map;

    public SiteFinder(byte[] bytes, CodeMap map)
    {
        _bytes = bytes;
        _map = map;
    }

    /// <summary>The candidate addresses of a region, ascending.</summary>
    public static List<ulong> Scan(ReadOnlySpan<byte> file, CodeRegion region)
    {
        var hits = new List<ulong>();
        AddHits(file.Slice(region.Offset, region.Length), region, [0x0f, 0x05], hits); // syscall
        AddHits(file.Slice(region.Offset, region.Length), region, [0xcd, 0x80], hits); // int 0x80
        AddHits(file.Slice(region.Offset, region.Length), region, [0x0f, 0x34], hits); // sysenter
        hits.Sort();
        return hits;
    }

    /// <summary>Judges the candidates of a region.</summary>
    public void Find(CodeRegion region, List<ulong> hits, List<Site> sites)
    {
        for (int first = 0; first < hits.Count;)
        {
            (ulong start, ulong end) = _map.RangeAt(hits[first], region.Address, region.End);
            int next = first + 1;
            while (next < hits.Count && hits[next] < end)
            {
                next++;
            }

            Judge(new Neighbourhood(region, start, end), hits.GetRange(first, next - first), sites);
            first = next;
        }
    }

    private static void AddHits(ReadOnlySpan<byte> code, CodeRegion region, ReadOnlySpan<byte> pattern, List<ulong> hits)
    {
        for (int at = 0; ;)
        {
            int found = code[at..].IndexOf(pattern);
            if (found < 0)
            {
                return;
            }

            at += found;
            hits.Add(region.Address + (ulong)at);
            at++;
        }
    }

    private void Judge(Neighbourhood code, List<ulong> hits, List<Site> sites)
    {
        var reader = new ByteArrayCodeReader(
            _bytes, code.Region.OffsetOf(code.Start), (int)(code.End - code.Start));
        Decoder decoder = Decoder.Create(64, reader);
        decoder.IP = code.Start;
        ulong stop = Math.Min(code.End, hits[^1] + Reach);
        ulong? lastInvalid = null, lastUnlikely = null;
        var verdicts = new List<Verdict>(hits.Count);
        int near = 0;
        while (decoder.IP < stop)
        {
            ulong at = decoder.IP;
            decoder.Decode(out Instruction instruction);
            if (instruction.IsInvalid)
            {
                code.IsClean = false;
                lastInvalid = lastUnlikely = at;
                decoder.IP = at + 1;
                reader.Position = (int)(at + 1 - code.Start);
                instruction.Length = 1;
                instruction.NextIP = at + 1;
            }
            else if (IsUnlikely(instruction))
            {
                lastUnlikely = at;
            }

            // Prefixes before a `syscall` do nothing; they become padding, and the site is the two bytes after them.
            int prefixes = EntersKernel(instruction) ? instruction.Length - SiteSize : 0;
            instruction.Length -= prefixes;

            while (near < hits.Count && hits[near] + Reach < at)
            {
                near++;
            }

            if (!instruction.IsInvalid && near < hits.Count && at + Reach >= hits[near])
            {
                code.Instructions.Add(instruction);
            }

            while (verdicts.Count < hits.Count && hits[verdicts.Count] < instruction.NextIP)
            {
                ulong hit = hits[verdicts.Count];
                bool isInstruction = hit == instruction.IP && EntersKernel(instruction);
                verdicts.Add(new Verdict(
                    isInstruction, prefixes, lastInvalid + Doubt >= hit, lastUnlikely + DoubtInUnknownCode >= hit));
            }
        }

        for (int i = 0; i < hits.Count; i++)
        {
            sites.Add(Judge(code, hits[i], i < verdicts.Count ? verdicts[i] : default));
        }
    }

    private Site Judge(Neighbourhood code, ulong hit, Verdict verdict)
    {
        SiteKind kind = _bytes.AsSpan(code.Region.OffsetOf(hit), 2).SequenceEqual((ReadOnlySpan<byte>)[0x0f, 0x05])
            ? SiteKind.Trap
            : SiteKind.Legacy;
        if (_map.IsKnownData(hit))
        {
            return new Site(hit, SiteKind.Embedded, code, "in data among code");
        }

        if (!_map.IsKnownCode(hit))
        {
            string? doubt = !verdict.IsInstruction ? "inside another instruction"
                : verdict.FollowsUnlikely ? "data among code: what precedes it is no code"
                : !SetsNumber(code, hit) ? "outside every known function, and nothing before it sets a number"
                : null;
            return new Site(hit, doubt is null ? kind : SiteKind.Embedded, code, doubt) { Prefixes = verdict.Prefixes };
        }

        if (verdict.FollowsInvalid)
        {
            // Out of step: try every start nearby. In real code nearly all of them meet at the true boundaries.
            Neighbourhood? resynchronised = Resynchronise(code, hit);
            return resynchronised is not null && SetsNumber(resynchronised, hit)
                ? new Site(hit, kind, resynchronised, null)
                : new Site(hit, SiteKind.Embedded, code, "data among code: the bytes around it are no instructions");
        }

        return verdict.IsInstruction
            ? new Site(hit, kind, code, null) { Prefixes = verdict.Prefixes }
            : new Site(hit, SiteKind.Embedded, code, "inside another instruction");
    }

    /// <summary>
    /// Instructions that compilers never emit and that programs cannot run, and zeros; <c>hlt</c> is how musl aborts.
    /// </summary>
    private static bool IsUnlikely(in Instruction instruction) =>
        (instruction.Code == Code.Add_rm8_r8 && instruction.MemoryBase == Register.RAX && instruction.Op1Register == Register.AL
            && instruction.Length == 2 && instruction.MemoryIndex == Register.None)
        || (instruction.IsPrivileged && instruction.Mnemonic != Mnemonic.Hlt) || instruction.IsJmpFar || instruction.IsCallFar || instruction.IsJmpFarIndirect
        || instruction.IsCallFarIndirect || instruction.Mnemonic is Mnemonic.Retf or Mnemonic.Enter or Mnemonic.Xlatb
        || (instruction.FlowControl == FlowControl.Interrupt && instruction.Code is not (Code.Int3 or Code.Int_imm8));

    private static bool EntersKernel(in Instruction instruction) =>
        instruction.Code is Code.Syscall or Code.Sysenter
        || (instruction.Code == Code.Int_imm8 && instruction.Immediate8 == 0x80);

    private Neighbourhood? Resynchronise(Neighbourhood code, ulong hit)
    {
        const ulong Far = 48, Near = 12;
        ulong lowest = Math.Max(code.Start, hit > Far ? hit - Far : 0);
        int tries = 0, landings = 0;
        Neighbourhood? best = null;
        for (ulong start = lowest; start + Near <= hit; start++)
        {
            tries++;
            var attempt = new Neighbourhood(code.Region, start, code.End) { IsClean = false };
            var reader = new ByteArrayCodeReader(_bytes, code.Region.OffsetOf(start), (int)(code.End - start));
            Decoder decoder = Decoder.Create(64, reader);
            decoder.IP = start;
            bool landed = false;
            for (int after = 0; decoder.IP < code.End && after < 8;)
            {
                decoder.Decode(out Instruction instruction);
                if (instruction.IsInvalid)
                {
                    break;
                }

                attempt.Instructions.Add(instruction);
                landed |= instruction.IP == hit && EntersKernel(instruction);
                if (instruction.IP >= hit)
                {
                    after++;
                    if (!landed)
                    {
                        break;
                    }
                }
            }

            if (landed)
            {
                landings++;
                best ??= attempt;
            }
        }

        const int Quarters = 3;
        return tries > 0 && landings * 4 >= tries * Quarters ? best : null;
    }

    /// <summary>Whether straight-line code before a site writes RAX, as every system call needs.</summary>
    private static bool SetsNumber(Neighbourhood code, ulong hit)
    {
        const int Lookback = 16;
        int index = code.IndexOf(hit);
        ulong next = hit;
        for (int i = index - 1; i >= 0 && i >= index - Lookback; i--)
        {
            Instruction instruction = code.Instructions[i];
            if (instruction.NextIP != next)
            {
                return false;
            }

            next = instruction.IP;
            if (instruction.Op0Kind == OpKind.Register && instruction.Op0Register.GetFullRegister() == Register.RAX
                && instruction.Mnemonic is Mnemonic.Mov or Mnemonic.Movzx or Mnemonic.Movsx or Mnemonic.Movsxd
                    or Mnemonic.Xor or Mnemonic.Lea or Mnemonic.Pop)
            {
                return true;
            }
        }

        return false;
    }
}
