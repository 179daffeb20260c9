using System;
using System.Collections.Generic;
using Iced.Intel;

namespace LiteBox.Packager.Rewriting;

/// <summary>
/// Chooses how each site is patched. In order of preference:
/// <list type="number">
/// <item>instructions of five bytes or more before the site are displaced: the call returns to its natural address, and
/// the site itself becomes a <c>ud2</c>, so that a jump there that nobody could foresee still is a system call;</item>
/// <item>three or four bytes before it are displaced;</item>
/// <item>the site becomes a short jump to padding after a function;</item>
/// <item>instructions after it are displaced: the call returns into the trampoline, which unwinders do not know;</item>
/// <item>a trap.</item>
/// </list>
/// A five-byte jump overwrites the instruction boundaries under it, so none of them may be a possible branch target.
/// </summary>
internal sealed class PatchPlanner
{
    private const int JumpSize = 5;
    private const int ShortJumpSize = 2;

    /// <summary>Displacing more than this before a site gains nothing: the first five bytes decide.</summary>
    private const int LongestBefore = 24;

    /// <summary>Padding longer than this is not padding.</summary>
    private const ulong LongestGap = 64;

    private const ulong GapDistance = 120;

    /// <summary>A function longer than this is not disassembled for the sake of the padding after it.</summary>
    private const ulong LongestFunction = 64 << 10;

    private readonly byte[] _bytes;
    private readonly CodeMap _map;
    private readonly BranchTargets _targets;
    private readonly ulong _trampolines;
    private readonly HashSet<ulong> _usedGaps = [];

    public PatchPlanner(byte[] bytes, CodeMap map, BranchTargets targets, ulong trampolines)
    {
        _bytes = bytes;
        _map = map;
        _targets = targets;
        _trampolines = trampolines;
    }

    /// <summary>Announces every address whose being a target could matter for a site.</summary>
    public void Ask(Site site)
    {
        List<Instruction> code = site.Code.Instructions;
        int index = site.Code.IndexOf(site.Address);
        for (int i = index; i >= 0 && site.Address - code[i].IP <= LongestBefore; i--)
        {
            _targets.Ask(code[i].IP);
        }

        for (int i = index + 1; i < code.Count && code[i].IP - site.Address < LongestBefore; i++)
        {
            _targets.Ask(code[i].IP);
        }

        foreach ((ulong start, ulong end, _) in _map.GapsNear(site.Address, GapDistance))
        {
            for (ulong at = start; at < end && at < start + LongestGap; at++)
            {
                _targets.Ask(at);
            }
        }
    }

    /// <summary>Plans one site; sites come ascending by address.</summary>
    /// <param name="site">The site.</param>
    /// <param name="floor">The end of the last window: nothing before it is free any more.</param>
    /// <returns>The new floor.</returns>
    public ulong Plan(Site site, ulong floor)
    {
        int index = site.Code.IndexOf(site.Address);
        List<int> before = Movable(site.Code, index, -1, floor);
        List<int> after = Movable(site.Code, index, 1, floor);
        bool entered = _targets.Contains(site.Address);
        bool planned = entered
            ? PlanGap(site) || PlanForward(site, before, after) || PlanBackward(site, before, JumpSize)
            : PlanBackward(site, before, JumpSize) || PlanBackward(site, before, JumpSize - ShortJumpSize)
                || PlanGap(site) || PlanForward(site, before, after);
        if (planned)
        {
            return site.Window.End;
        }

        site.Kind = SiteKind.Trap;
        site.Reason = entered
            ? "a branch target with no room after it"
            : "its neighbours are branches or branch targets, and no padding is near";
        site.Window = (site.Address, site.Address + ShortJumpSize);
        return site.Window.End;
    }

    private bool PlanBackward(Site site, List<int> before, int least)
    {
        foreach (int index in before)
        {
            ulong start = site.Code.Instructions[index].IP;
            if (site.Address - start >= (ulong)least && IsFree(site.Code, start, index))
            {
                site.Kind = SiteKind.Jump;
                site.Window = (start, site.Address + ShortJumpSize);
                return true;
            }
        }

        return false;
    }

    private bool PlanForward(Site site, List<int> before, List<int> after)
    {
        int siteIndex = site.Code.IndexOf(site.Address);
        for (int k = -1; k < before.Count; k++)
        {
            int first = k < 0 ? siteIndex : before[k];
            ulong start = site.Code.Instructions[first].IP;
            foreach (int last in after)
            {
                ulong end = site.Code.Instructions[last].NextIP;
                if (end - start >= JumpSize)
                {
                    if (IsFree(site.Code, start, first))
                    {
                        site.Kind = SiteKind.Jump;
                        site.Window = (start, end);
                        return true;
                    }

                    break;
                }
            }
        }

        return false;
    }

    private bool PlanGap(Site site)
    {
        foreach ((ulong start, ulong end, ulong function) in _map.GapsNear(site.Address, GapDistance))
        {
            ulong limit = Math.Min(end, start + LongestGap);
            for (ulong at = start; at + JumpSize <= limit; at += JumpSize)
            {
                long distance = (long)(at - (site.Address + ShortJumpSize));
                if (distance is >= sbyte.MinValue and <= sbyte.MaxValue && !_usedGaps.Contains(at)
                    && IsPadding(site.Code.Region, start, limit) && EndsWithoutFallingThrough(site.Code.Region, function, start))
                {
                    _usedGaps.Add(at);
                    site.Kind = SiteKind.ShortJump;
                    site.Gap = at;
                    site.Window = (site.Address, site.Address + ShortJumpSize);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether no boundary that a jump at the start of a window would overwrite is a possible target.</summary>
    private bool IsFree(Neighbourhood code, ulong start, int first)
    {
        for (int i = first + 1; i < code.Instructions.Count && code.Instructions[i].IP < start + JumpSize; i++)
        {
            if (_targets.Contains(code.Instructions[i].IP))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The instructions on one side of a site that may run elsewhere, nearest first.</summary>
    private List<int> Movable(Neighbourhood code, int site, int step, ulong floor)
    {
        var movable = new List<int>();
        ulong edge = step < 0 ? code.Instructions[site].IP : code.Instructions[site].NextIP;
        for (int i = site + step; i >= 0 && i < code.Instructions.Count; i += step)
        {
            Instruction instruction = code.Instructions[i];
            bool adjoins = step < 0 ? instruction.NextIP == edge : instruction.IP == edge;
            if (!adjoins || instruction.IP < floor || instruction.IP < code.Start || instruction.NextIP > code.End
                || !IsMovable(instruction))
            {
                break;
            }

            ulong reach = step < 0 ? code.Instructions[site].IP - instruction.IP : instruction.NextIP - code.Instructions[site].IP;
            if (reach > LongestBefore)
            {
                break;
            }

            movable.Add(i);
            edge = step < 0 ? instruction.IP : instruction.NextIP;
        }

        return movable;
    }

    private bool IsMovable(in Instruction instruction)
    {
        if (instruction.FlowControl != FlowControl.Next)
        {
            return false;
        }

        if (!instruction.IsIPRelativeMemoryOperand)
        {
            return true;
        }

        return instruction.MemoryBase == Register.RIP
            && ElfRewriter.IsWithinReach(instruction.IPRelativeMemoryAddress, _trampolines);
    }

    private bool IsPadding(CodeRegion region, ulong start, ulong end)
    {
        if (start < region.Address || end > region.End)
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = _bytes.AsSpan(region.OffsetOf(start), (int)(end - start));
        for (ulong at = start; at < end; at++)
        {
            if (_targets.Contains(at))
            {
                return false;
            }
        }

        const byte Breakpoint = 0xcc;
        if (!bytes.ContainsAnyExcept(Breakpoint))
        {
            return true;
        }

        Decoder decoder = DecoderAt(region, start, end);
        while (decoder.IP < end)
        {
            decoder.Decode(out Instruction instruction);
            bool isNop = instruction.Mnemonic == Mnemonic.Nop || (instruction.Mnemonic == Mnemonic.Xchg
                && instruction.Op0Register == instruction.Op1Register && instruction.Op0Register is Register.AX);
            if (!isNop)
            {
                return false;
            }
        }

        return true;
    }

    private bool EndsWithoutFallingThrough(CodeRegion region, ulong start, ulong end)
    {
        if (start < region.Address || end > region.End || end - start > LongestFunction)
        {
            return false;
        }

        Decoder decoder = DecoderAt(region, start, end);
        Instruction last = default;
        while (decoder.IP < end)
        {
            decoder.Decode(out last);
            if (last.IsInvalid)
            {
                return false;
            }
        }

        return last.NextIP == end
            && last.FlowControl is FlowControl.Return or FlowControl.UnconditionalBranch or FlowControl.IndirectBranch;
    }

    private Decoder DecoderAt(CodeRegion region, ulong start, ulong end)
    {
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(_bytes, region.OffsetOf(start), (int)(end - start)));
        decoder.IP = start;
        return decoder;
    }
}
